/** Access logs: lines that are written by a thread of their own, and dropped rather than waited for. */
@NullMarked
package daruma.balancer.accesslog;

import org.jspecify.annotations.NullMarked;
