package daruma.balancer.accesslog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * One access log. Longer than {@link #MOST_BYTES} it becomes {@code NAME.1}, and what was there is gone; one that somebody else
 * has moved away is begun anew. Not for more than one thread.
 */
final class LogFile {
    static final long MOST_BYTES = 64L << 20;

    private final Path file;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private @Nullable FileChannel channel;
    private @Nullable Object key;

    LogFile(Path file) {
        this.file = file;
    }

    void append(String line) {
        text.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    }

    void flush() throws IOException {
        if (text.size() == 0) {
            return;
        }
        var bytes = ByteBuffer.wrap(text.toByteArray());
        text.reset();
        var out = open();
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        if (out.size() > MOST_BYTES) {
            close();
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private FileChannel open() throws IOException {
        var open = channel;
        if (open != null && Files.exists(file) && keyOf().equals(key)) {
            return open;
        }
        close();
        var directory = file.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        channel = open;
        key = keyOf();
        return open;
    }

    private Object keyOf() throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    void close() {
        var open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // What could be written was written.
                return;
            }
        }
    }
}
