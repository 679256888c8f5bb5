/**
 * Varlink: JSON messages, each ended by a NUL byte, over a stream socket; and its interface description language.
 *
 * <p>Knows nothing of Daruma. {@link daruma.control.varlink.Call} and {@link daruma.control.varlink.Reply} are the two kinds
 * of message, {@link daruma.control.varlink.Framing} cuts a stream of bytes into them, and
 * {@link daruma.control.varlink.Idl} reads interface files and checks values against them.
 *
 * @see <a href="https://varlink.org/Method-Call">varlink.org</a>
 */
@NullMarked
package daruma.control.varlink;

import org.jspecify.annotations.NullMarked;
