package daruma.model;

import java.time.Instant;

/**
 * One line of an app's output, or one that Daruma added between them.
 *
 * @param time when the daemon took it from the spool, at most; never before the line ahead of it in the same file
 * @param incarnation the launch that wrote it
 * @param message as written, without its line end; bytes that are not UTF-8 replaced
 */
public record LogLine(Instant time, AppName app, int slot, long incarnation, Stream stream, String message) {
    /** Where a line came from. */
    public enum Stream {
        OUT,
        ERR,
        /** Daruma's own remark: started, exited, lines dropped. */
        NOTE
    }
}
