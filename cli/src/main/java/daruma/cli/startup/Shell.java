package daruma.cli.startup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands of the machine.
 *
 * @param env all of their environment; they are looked for in its {@code PATH}
 */
public record Shell(Map<String, String> env) {
    /** An init system may wait for as long as a service takes to start. */
    private static final long MINUTES = 3;

    public Shell {
        env = Map.copyOf(env);
    }

    /**
     * What became of a command.
     *
     * @param exit its exit status; 127 if there is no such command, 124 if it did not end
     * @param said all that it wrote
     */
    public record Ran(int exit, String said) {
        boolean done() {
            return exit == 0;
        }
    }

    /** Runs it to its end. */
    public Ran run(List<String> command) {
        try {
            var out = Files.createTempFile("daruma-startup", ".out");
            try {
                var builder = new ProcessBuilder(found(command))
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile());
                builder.environment().clear();
                builder.environment().putAll(env);
                var process = builder.start();
                var ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
                if (!ended) {
                    process.destroyForcibly();
                }
                var said = new String(Files.readAllBytes(out), StandardCharsets.UTF_8).strip();
                return ended
                        ? new Ran(process.exitValue(), said)
                        : new Ran(124, "it did not end within " + MINUTES + " minutes. " + said);
            } finally {
                Files.deleteIfExists(out);
            }
        } catch (IOException e) {
            return new Ran(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ran(130, "interrupted");
        }
    }

    /** Java would look in its own path, not in that of the environment. */
    private List<String> found(List<String> command) {
        for (var directory : env.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
            var file = Path.of(directory.isEmpty() ? "." : directory).resolve(command.getFirst());
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                var words = new java.util.ArrayList<>(command);
                words.set(0, file.toString());
                return words;
            }
        }
        return command;
    }
}
