/**
 * The one thread that waits: epoll over process descriptors, status pipes, inotify and datagram sockets.
 */
@NullMarked
package daruma.process.loop;

import org.jspecify.annotations.NullMarked;
