package daruma.control.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;

/**
 * Which daemon holds a home, as it wrote it down itself: lines of {@code key=value}, renamed into place. It outlives its
 * daemon, so it says who to look for, not that anybody is there.
 *
 * @param startTicks field 22 of {@code /proc/pid/stat}; with the pid it names one process for as long as the machine is up
 * @param socket where it answers; may differ from what the reader's environment says, when that changed since
 */
public record HolderRecord(long pid, long startTicks, Path socket, String version) {

    public String format() {
        return "v=1\npid=" + pid + "\nstart=" + startTicks + "\nsocket=" + socket + "\nversion=" + version + "\n";
    }

    /** Empty if the text is not such a record: it is damaged, or was never written. */
    public static Optional<HolderRecord> parse(String text) {
        var values = new HashMap<String, String>();
        text.lines().forEach(line -> {
            var equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        try {
            return Optional.of(new HolderRecord(
                    Long.parseLong(values.getOrDefault("pid", "")),
                    Long.parseLong(values.getOrDefault("start", "")),
                    Path.of(values.getOrDefault("socket", "")),
                    values.getOrDefault("version", "")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Empty if there is none, or it cannot be read. */
    public static Optional<HolderRecord> read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
