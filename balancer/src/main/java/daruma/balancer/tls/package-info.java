/** Certificates: read from PEM files, held against their keys, and read again when they change. */
@NullMarked
package daruma.balancer.tls;

import org.jspecify.annotations.NullMarked;
