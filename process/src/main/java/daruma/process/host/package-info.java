/**
 * Small questions to the machine and to our own process: locks, accounts, inherited sockets, file systems, names. Linux only,
 * but for {@link daruma.process.host.Accounts}.
 */
@NullMarked
package daruma.process.host;

import org.jspecify.annotations.NullMarked;
