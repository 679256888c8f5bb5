/**
 * What the apps print: from the spools that they append to by themselves into one log per app, each line once.
 *
 * <p>Start reading at {@link daruma.logs.LogStore}. One thread moves bytes (writing side: {@code Pump},
 * {@code Tail}, {@code AppLog}, {@code Commits}); readers follow the files on threads of their own and never slow it down
 * ({@link daruma.logs.LogReader}). An app never waits for any of this: it writes to a plain file, and a cap in the
 * shim bounds that file when nobody reads it.
 *
 * <p>A log is text. {@code current.log} is written to; older files are {@code current.log.000001} and up, a higher number
 * being newer. A line is {@code 2026-11-21T18:30:47.912Z 0#7 out  message}: UTC time, slot, incarnation, stream, message
 * byte for byte. {@code out+} and {@code err+} mark a piece of a line that goes on in the next line of the same stream.
 */
@NullMarked
package daruma.logs;

import org.jspecify.annotations.NullMarked;
