package daruma.daemon;

import daruma.process.launch.Shim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the other parts of the distribution lie.
 *
 * @param shim what programs are started with
 * @param nodePreload gives Node programs their {@code process.send}; beside it lies the one that gives them sockets
 * @param holder keeps sockets and programs; empty where only the shim in sh is
 * @param balancer starts the balancer
 */
record Installation(Shim shim, Optional<Path> nodePreload, Optional<Path> holder, Path balancer) {

    /** As the system property {@code daruma.dist} says, which the script sets that starts the daemon. */
    static Installation ofThisProcess() {
        var dist = System.getProperty("daruma.dist");
        if (dist == null) {
            throw new IllegalStateException(
                    "the system property daruma.dist does not say where Daruma is installed: start"
                            + " the daemon with the script darumad");
        }
        return in(Path.of(dist));
    }

    static Installation in(Path dist) {
        var libexec = dist.resolve("libexec");
        var binary = libexec.resolve("daruma-shim");
        var script = libexec.resolve("daruma-shim.sh");
        boolean useBinary = Files.isExecutable(binary) && !"sh".equals(System.getProperty("daruma.shim"));
        var preload = libexec.resolve("ready.cjs");
        return new Installation(
                useBinary ? Shim.c(binary) : new Shim(script, Shim.Kind.SH, capabilities(script)),
                Files.isReadable(preload) ? Optional.of(preload) : Optional.empty(),
                Optional.of(libexec.resolve("daruma-holder")).filter(Files::isExecutable),
                dist.resolve("bin").resolve("daruma-balancer"));
    }

    /** What the twin can do depends on the tools of this machine, so it is asked. */
    private static Set<String> capabilities(Path script) {
        try {
            var process = new ProcessBuilder("/bin/sh", script.toString(), "--capabilities")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            try (var words = process.inputReader(StandardCharsets.US_ASCII)) {
                return words.lines().collect(Collectors.toUnmodifiableSet());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + script, e);
        }
    }
}
