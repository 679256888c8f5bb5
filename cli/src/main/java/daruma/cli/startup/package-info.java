/**
 * Starting at boot: which init system keeps a daemon up, the files that it reads, and putting them there or away again as a
 * whole or not at all.
 *
 * <p>What is to be written is decided by {@link daruma.cli.startup.ServiceFiles}, which opens nothing but its templates;
 * {@link daruma.cli.startup.Hands} does it.
 */
@NullMarked
package daruma.cli.startup;

import org.jspecify.annotations.NullMarked;
