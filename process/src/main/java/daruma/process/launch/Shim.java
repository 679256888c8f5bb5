package daruma.process.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The shim to start programs with.
 *
 * @param path the file
 * @param kind how it is run
 * @param capabilities the words of {@code --capabilities}; an option whose word is missing is left out with a notice,
 *     except {@code user}, without which the start fails
 */
public record Shim(Path path, Kind kind, Set<String> capabilities) {
    /** What the C shim of this version can do. */
    public static final Set<String> ALL =
            Set.of("lock", "rlimit", "user", "cgroup", "spool-cap", "sweep", "hold", "standby");

    /** How a shim is run. */
    public enum Kind {
        /** A binary; reaps the orphans of its tree (it is their subreaper). */
        C,
        /** A script for {@code /bin/sh}; knows only its own child. */
        SH
    }

    public Shim {
        capabilities = Set.copyOf(capabilities);
    }

    public static Shim c(Path path) {
        return new Shim(path, Kind.C, ALL);
    }

    public boolean can(String capability) {
        return capabilities.contains(capability);
    }

    /** The words that start it, before its options. */
    public List<String> command() {
        return switch (kind) {
            case C -> List.of(path.toString());
            case SH -> List.of("/bin/sh", path.toString());
        };
    }
}
