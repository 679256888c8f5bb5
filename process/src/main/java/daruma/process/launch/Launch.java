package daruma.process.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One start of one program.
 *
 * @param shim what to start it with
 * @param runDirectory the incarnation's directory; it exists and is empty but for the caller's own files
 * @param program the program, looked up in {@code PATH} of the environment if it has no slash, and its arguments
 * @param environment all of it; nothing is added but {@link #RUN_ID} and, with words, {@link #NOTIFY_FD}
 * @param runId the cookie by which members of the tree are known, different for every launch on this machine, without
 *     line breaks; it becomes {@link #RUN_ID} in the environment
 * @param options what the shim is told besides
 * @param words a file that exists: the program may append to it by the descriptor whose number is in {@link #NOTIFY_FD},
 *     whoever it runs as
 */
public record Launch(
        Shim shim,
        Path runDirectory,
        List<String> program,
        Map<String, String> environment,
        String runId,
        ShimOptions options,
        Optional<Path> words) {
    /** The environment variable that holds the cookie. */
    public static final String RUN_ID = "DARUMA_RUN_ID";
    /** The environment variable that holds the number of the descriptor of {@link #words}. */
    public static final String NOTIFY_FD = "NOTIFY_FD";

    /** A start of a program that is given nowhere to put words. */
    public Launch(
            Shim shim,
            Path runDirectory,
            List<String> program,
            Map<String, String> environment,
            String runId,
            ShimOptions options) {
        this(shim, runDirectory, program, environment, runId, options, Optional.empty());
    }

    public Launch {
        program = List.copyOf(program);
        environment = Map.copyOf(environment);
        if (program.isEmpty()) {
            throw new IllegalArgumentException("no program to launch in " + runDirectory);
        }
        if (runId.isEmpty()) {
            throw new IllegalArgumentException("no run id for " + runDirectory);
        }
    }

    /** What {@link #words} are written to, behind the sockets and what the shim itself reports to. */
    public int wordsDescriptor() {
        return 4 + options.listenSockets().size();
    }
}
