package daruma.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which file system lies where.
 *
 * @param mounts in the order of the kernel: a later one covers an earlier one of the same place
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">proc_pid_mountinfo(5)</a>
 */
record MountTable(List<Mount> mounts) {
    record Mount(Path point, String type) {}

    static MountTable ofThisProcess() {
        try {
            return parse(Files.readAllLines(Path.of("/proc/self/mountinfo")));
        } catch (IOException e) {
            return new MountTable(List.of());
        }
    }

    static MountTable parse(List<String> mountinfo) {
        var mounts = new ArrayList<Mount>();
        for (var line : mountinfo) {
            var fields = line.split(" ", -1);
            var separator = List.of(fields).indexOf("-");
            if (fields.length > 4 && separator > 4 && separator + 1 < fields.length) {
                mounts.add(new Mount(Path.of(unescape(fields[4])), fields[separator + 1]));
            }
        }
        return new MountTable(List.copyOf(mounts));
    }

    /**
     * The type of the file system that a path is on.
     *
     * @param real absolute, without symbolic links
     */
    Optional<String> typeOf(Path real) {
        Optional<Mount> best = Optional.empty();
        for (var mount : mounts) {
            if (real.startsWith(mount.point())
                    && best.map(b -> b.point().getNameCount() <= mount.point().getNameCount())
                            .orElse(true)) {
                best = Optional.of(mount);
            }
        }
        return best.map(Mount::type);
    }

    /** Spaces, tabs, line feeds and backslashes stand as three octal digits. */
    private static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
