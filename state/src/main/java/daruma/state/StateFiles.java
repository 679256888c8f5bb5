package daruma.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Every step that state takes on its way to the disk, one method each, so that a test can fail or crash at any of them. */
interface StateFiles {
    List<Path> list(Path directory) throws IOException;

    byte[] read(Path file) throws IOException;

    /** An empty file of mode 0600; what stood there is gone. */
    Output create(Path file) throws IOException;

    /** Goes on after the first {@code length} bytes; what follows them is cut off. */
    Output append(Path file, long length) throws IOException;

    void rename(Path from, Path to) throws IOException;

    void delete(Path file) throws IOException;

    /** Makes renames and deletions in this directory durable. */
    void forceDirectory(Path directory) throws IOException;

    /** A file being written. */
    interface Output extends Closeable {
        void write(byte[] bytes) throws IOException;

        /** Returns when all that was written is on the disk. */
        void force() throws IOException;

        void truncate(long length) throws IOException;
    }
}
