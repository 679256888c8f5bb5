package daruma.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the scripts of the launchers as a user's shell would. */
record Shell(int status, String out, String err) {
    /** Starts a command in an environment of exactly these variables (and PATH and HOME, if not given). */
    static Running start(Path directory, Map<String, String> environment, List<String> command) {
        try {
            var err = Files.createTempFile("daruma-shell", ".err");
            var builder =
                    new ProcessBuilder(command).directory(directory.toFile()).redirectError(err.toFile());
            var inherited = new HashMap<>(builder.environment());
            builder.environment().clear();
            builder.environment().put("PATH", inherited.getOrDefault("PATH", "/usr/bin:/bin"));
            builder.environment().putAll(environment);
            return new Running(builder.start(), err);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    static Shell run(Path directory, Map<String, String> environment, String... command) {
        return start(directory, environment, List.of(command)).end();
    }

    /** Runs lines of sh after sourcing the launchers' common file. */
    static Shell withLaunchers(Map<String, String> environment, String... lines) {
        var script = ". \"" + Repository.ROOT.resolve("dist/src/main/sh/libexec/launch.sh") + "\"\n"
                + String.join("\n", lines);
        return run(Repository.ROOT, environment, "sh", "-uc", script);
    }

    static void writeExecutable(Path file, String... lines) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", lines) + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    record Running(Process process, Path err) {
        Shell end() {
            try {
                var out = new String(process.getInputStream().readAllBytes());
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
                return new Shell(process.exitValue(), out, Files.readString(err));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
