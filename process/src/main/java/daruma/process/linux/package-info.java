/**
 * The native ports of Linux: posix_spawn, pidfd, epoll, inotify, and readings of {@code /proc}.
 */
@NullMarked
package daruma.process.linux;

import org.jspecify.annotations.NullMarked;
