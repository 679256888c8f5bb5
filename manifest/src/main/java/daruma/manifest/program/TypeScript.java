package daruma.manifest.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What runs TypeScript here: the project's own runner first, then bun, then a Node.js that strips types by itself. */
final class TypeScript {
    private final SearchPath path;

    TypeScript(SearchPath path) {
        this.path = path;
    }

    Optional<List<String>> runner(Path file) {
        for (var folder = file.getParent(); folder != null; folder = folder.getParent()) {
            for (var name : List.of("tsx", "ts-node")) {
                var local = folder.resolve("node_modules/.bin").resolve(name);
                if (Files.isExecutable(local)) {
                    return Optional.of(List.of(local.toString()));
                }
            }
        }
        for (var name : List.of("tsx", "bun")) {
            if (path.find(name).isPresent()) {
                return Optional.of(List.of(name));
            }
        }
        return path.find("node").flatMap(TypeScript::nodeWithTypes);
    }

    /** Node strips types by itself since 22.18 and 23.6, behind a flag since 22.6. */
    private static Optional<List<String>> nodeWithTypes(Path node) {
        var version = version(node);
        var major = version[0];
        var minor = version[1];
        if (major > 23 || (major == 23 && minor >= 6) || (major == 22 && minor >= 18)) {
            return Optional.of(List.of("node"));
        }
        return major == 23 || (major == 22 && minor >= 6)
                ? Optional.of(List.of("node", "--experimental-strip-types"))
                : Optional.empty();
    }

    private static int[] version(Path node) {
        try {
            var process = new ProcessBuilder(node.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new int[] {0, 0};
            }
            var text = new String(process.getInputStream().readNBytes(64), StandardCharsets.US_ASCII)
                    .strip()
                    .replace("v", "")
                    .split("\\.", -1);
            return new int[] {Integer.parseInt(text[0]), Integer.parseInt(text[1])};
        } catch (IOException | RuntimeException _) {
            return new int[] {0, 0}; // a node that cannot tell its version is not one that we know to strip types
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new int[] {0, 0};
        }
    }
}
