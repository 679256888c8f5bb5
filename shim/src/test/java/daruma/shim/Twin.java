package daruma.shim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** One implementation of the contract, with the words of its {@code --capabilities}. */
record Twin(String name, List<String> command, Set<String> capabilities) {

    private static final Path BUILT = Path.of("target", "shim").toAbsolutePath();

    /** Every twin that this machine can run: the C shim, and the sh shim under each shell that is here. */
    static Stream<Twin> all() {
        var twins = new ArrayList<Twin>();
        var binary = BUILT.resolve("daruma-shim");
        var script = BUILT.resolve("daruma-shim.sh").toString();
        if (Files.isExecutable(binary)) {
            twins.add(ask("C", List.of(binary.toString())));
        }
        twins.add(ask("sh", List.of("/bin/sh", script)));
        if (Files.isExecutable(Path.of("/bin/busybox"))) {
            twins.add(ask("busybox", List.of("/bin/busybox", "sh", script)));
        }
        return twins.stream();
    }

    private static Twin ask(String name, List<String> command) {
        var asking = new ArrayList<>(command);
        asking.add("--capabilities");
        try {
            var process = new ProcessBuilder(asking).start();
            var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return new Twin(name, command, Set.of(words.strip().split("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean can(String capability) {
        return capabilities.contains(capability);
    }

    @Override
    public String toString() {
        return name;
    }
}
