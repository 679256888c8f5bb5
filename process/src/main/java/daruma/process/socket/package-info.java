/**
 * Listening sockets that several programs share and that no program owns: opened here, kept by a holder over the death of
 * this process, and handed to programs at their start. What the holder understands stands in {@code docs/run-directory.md}.
 */
@NullMarked
package daruma.process.socket;

import org.jspecify.annotations.NullMarked;
