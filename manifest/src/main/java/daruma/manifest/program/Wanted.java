package daruma.manifest.program;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What somebody asked to run.
 *
 * @param target a file, a folder, or a program of {@code PATH}
 * @param args for the program
 * @param interpreter what runs the file instead of what its name tells; {@code none}: the file is run itself
 * @param interpreterArgs between interpreter and file
 * @param cwd the working directory; relative to where the asker is; empty: where the asker is, or the folder itself
 */
public record Wanted(
        String target,
        List<String> args,
        Optional<String> interpreter,
        List<String> interpreterArgs,
        Optional<Path> cwd) {
    public Wanted {
        args = List.copyOf(args);
        interpreterArgs = List.copyOf(interpreterArgs);
    }

    public static Wanted of(String target) {
        return new Wanted(target, List.of(), Optional.empty(), List.of(), Optional.empty());
    }
}
