/**
 * What is Linux here: readings of {@code /proc}, records of the run directory, signals through pidfd, inotify, datagrams.
 */
@NullMarked
package daruma.process.linux;

import org.jspecify.annotations.NullMarked;
