package daruma.process.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One start of one program.
 *
 * @param shim what to start it with
 * @param runDirectory the incarnation's directory; it exists and is empty but for the caller's own files
 * @param program the program, looked up in {@code PATH} of the environment if it has no slash, and its arguments
 * @param environment all of it; nothing is added but {@link #RUN_ID}
 * @param runId the cookie by which members of the tree are known, different for every launch on this machine, without
 *     line breaks; it becomes {@link #RUN_ID} in the environment
 * @param options what the shim is told besides
 */
public record Launch(
        Shim shim,
        Path runDirectory,
        List<String> program,
        Map<String, String> environment,
        String runId,
        ShimOptions options) {
    /** The environment variable that holds the cookie. */
    public static final String RUN_ID = "DARUMA_RUN_ID";

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
}
