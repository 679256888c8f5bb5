/**
 * sd_notify, both ways: what programs tell us, and what we tell the service manager above.
 */
@NullMarked
package daruma.process.notify;

import org.jspecify.annotations.NullMarked;
