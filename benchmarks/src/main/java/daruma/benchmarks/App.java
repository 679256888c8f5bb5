package daruma.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a peer is asked to keep up.
 *
 * @param copies how many processes
 * @param log where its output goes, with times where the peer can; empty: nowhere
 */
record App(String name, List<String> command, int copies, Map<String, String> environment, Optional<Path> log) {
    static App of(String name, int copies, String... command) {
        return new App(name, List.of(command), copies, Map.of(), Optional.empty());
    }

    App withEnvironment(String key, String value) {
        return new App(name, command, copies, Map.of(key, value), log);
    }

    App loggingTo(Path file) {
        return new App(name, command, copies, environment, Optional.of(file));
    }
}
