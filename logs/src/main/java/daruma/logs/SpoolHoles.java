package daruma.logs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Gives back the storage of what has been copied out of a spool, and finds out what the shim gave up.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fallocate.2.html">fallocate(2)</a>, FALLOC_FL_PUNCH_HOLE
 */
public interface SpoolHoles {
    /** Where holes cannot be made: spools then grow up to the cap that the shim keeps, and vanish with the incarnation. */
    SpoolHoles NONE = new SpoolHoles() {
        @Override
        public boolean punch(Path spool, long length) {
            return false;
        }

        @Override
        public OptionalLong firstData(Path spool, long from) {
            return OptionalLong.empty();
        }
    };

    /**
     * Frees the first {@code length} bytes; the size and the offsets of the rest stay.
     *
     * @param length a multiple of 4096
     * @return whether the file system did; if not, it is not asked again for that spool
     */
    boolean punch(Path spool, long length);

    /**
     * The first offset at or after {@code from} that is not in a hole (lseek(2), SEEK_DATA).
     *
     * @return the file's size if there is only a hole; empty if this system cannot tell, and a run of NULs up to the end
     *     of a block is then taken for a hole where the cap may have made one
     */
    OptionalLong firstData(Path spool, long from) throws IOException;
}
