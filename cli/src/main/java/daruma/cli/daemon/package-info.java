/** The way to the daemon: where its home is, how it is reached, and how it is started when it is not there. */
@NullMarked
package daruma.cli.daemon;

import org.jspecify.annotations.NullMarked;
