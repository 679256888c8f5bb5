package daruma.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Everything the writing side changes on disk, so that a test can die, or find the disk full, at each of them. */
interface Disk {
    /** The channel copies through a buffer that is as large as one write and stays with the thread: this bounds it. */
    int LARGEST_WRITE = 256 << 10;

    Disk REAL = new Disk() {
        @Override
        public void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
            int end = bytes.limit();
            while (bytes.position() < end) {
                bytes.limit(Math.min(end, bytes.position() + LARGEST_WRITE));
                at += channel.write(bytes, at);
            }
        }

        @Override
        public void truncate(FileChannel channel, long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void delete(Path file) throws IOException {
            Files.deleteIfExists(file);
        }
    };

    /** Writes all of it, or throws with any part of it written. */
    void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException;

    void truncate(FileChannel channel, long size) throws IOException;

    void move(Path from, Path to) throws IOException;

    void delete(Path file) throws IOException;
}
