package daruma.shim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One implementation of the contract, with the words of its {@code --capabilities}.
 *
 * @param command starts the shim
 * @param holder starts what keeps a program up: in C a program of its own, in sh a mode of the shim
 */
record Twin(String name, List<String> command, List<String> holder, Set<String> capabilities) {

    private static final Path BUILT = Path.of("target", "shim").toAbsolutePath();

    /** Every twin that this machine can run: the C shim, and the sh shim under each shell that is here. */
    static Stream<Twin> all() {
        var twins = new ArrayList<Twin>();
        var binary = BUILT.resolve("daruma-shim");
        var script = BUILT.resolve("daruma-shim.sh").toString();
        if (Files.isExecutable(binary)) {
            twins.add(twin("C", List.of(binary.toString()), List.of(BUILT.resolve("daruma-holder") + "")));
        }
        twins.add(twin("sh", List.of("/bin/sh", script), List.of("/bin/sh", script, "--hold")));
        if (Files.isExecutable(Path.of("/bin/busybox"))) {
            twins.add(twin(
                    "busybox", List.of("/bin/busybox", "sh", script), List.of("/bin/busybox", "sh", script, "--hold")));
        }
        return twins.stream();
    }

    private static Twin twin(String name, List<String> command, List<String> holder) {
        var words = new TreeSet<>(capabilities(command));
        if (!holder.contains("--hold")) {
            words.addAll(capabilities(holder));
        }
        return new Twin(name, command, holder, words);
    }

    private static List<String> capabilities(List<String> command) {
        var asking = new ArrayList<>(command);
        asking.add("--capabilities");
        try {
            var process = new ProcessBuilder(asking).start();
            var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return List.of(words.strip().split("\n"));
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
