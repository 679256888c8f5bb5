package daruma.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The names of a log's files: {@code current.log}, and {@code current.log.000001} and up, a higher number being newer. */
final class LogFiles {
    private LogFiles() {}

    static Path path(Path current, long generation) {
        return current.resolveSibling("%s.%06d".formatted(current.getFileName(), generation));
    }

    /** The generations of the rotated files that exist, oldest first. */
    static List<Long> rotated(Path current) throws IOException {
        var found = new ArrayList<Long>();
        var prefix = current.getFileName() + ".";
        try (var files = Files.newDirectoryStream(current.getParent())) {
            for (var file : files) {
                var name = file.getFileName().toString();
                var number = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
                if (number.matches("[0-9]{6,18}")) {
                    found.add(Long.parseLong(number));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        Collections.sort(found);
        return found;
    }

    /** The time of the first line, milliseconds of the epoch; 0 if there is none. */
    static long firstTime(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var bytes = ByteBuffer.allocate(LineFormat.TIME + 1);
            channel.read(bytes, 0);
            return Math.max(0, LineFormat.time(bytes.array(), 0, bytes.position()));
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
