package daruma.probes.word;

import daruma.model.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.regex.Pattern;

/** The file {@code main} in a run directory: which process the program has named as its main one. */
public final class MainProcessNote {
    private static final String FILE = "main";
    private static final Pattern FORM = Pattern.compile("pid=([1-9][0-9]{0,8})\nstart=([0-9]{1,18})\n");

    private MainProcessNote() {}

    /** What cannot be written is not known to the next daemon, and nothing else is lost. */
    public static void write(Path runDirectory, ProcessId process) {
        try {
            var written = runDirectory.resolve(FILE + ".tmp");
            Files.writeString(written, "pid=" + process.pid() + "\nstart=" + process.startTicks() + "\n");
            Files.move(written, runDirectory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException _) {
            // A full disk, or it has just ended.
        }
    }

    public static Optional<ProcessId> read(Path runDirectory) {
        try {
            var form = FORM.matcher(Files.readString(runDirectory.resolve(FILE)));
            return form.matches()
                    ? Optional.of(new ProcessId(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
