package daruma.process.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The version 2 cgroup that this process lives in, found by {@code /proc/self/mountinfo} and not by a fixed path: on hybrid
 * machines it is mounted aside.
 *
 * @param own our group's directory
 */
public record Cgroups(Path own) {

    /** Empty where there is no version 2 hierarchy. */
    public static Optional<Cgroups> find() {
        try {
            return find(
                    Files.readString(Path.of("/proc/self/mountinfo")), Files.readString(Path.of("/proc/self/cgroup")));
        } catch (IOException noProc) {
            return Optional.empty();
        }
    }

    /**
     * Reads both tables.
     *
     * @param mounts proc_pid_mountinfo(5): the type stands after a lone hyphen, root and mount point in fields 4 and 5
     * @param membership cgroups(7): version 2 is the line {@code 0::PATH}
     */
    static Optional<Cgroups> find(String mounts, String membership) {
        var path = membership
                .lines()
                .filter(l -> l.startsWith("0::"))
                .map(l -> l.substring(3))
                .findFirst();
        var mount = mounts.lines().filter(l -> l.contains(" - cgroup2 ")).findFirst();
        if (path.isEmpty() || mount.isEmpty()) {
            return Optional.empty();
        }
        var fields = mount.get().split(" ", 6);
        var root = Path.of(fields[3]);
        var ours = Path.of(path.get());
        if (!ours.startsWith(root)) {
            return Optional.empty();
        }
        return Optional.of(new Cgroups(Path.of(fields[4].replace("\\040", " ")).resolve(root.relativize(ours))));
    }

    /** Whether groups may be made below our own, and processes put into them. */
    public boolean writable() {
        return Files.isWritable(own) && Files.isWritable(own.resolve("cgroup.procs"));
    }

    /**
     * Makes a group below ours, or takes the one that is there.
     *
     * @param name without slashes
     */
    public Path create(String name) throws IOException {
        return Files.createDirectories(own.resolve(name));
    }

    /** Removes a group without members; false if it has some, or is gone. */
    public static boolean remove(Path group) {
        try {
            return Files.deleteIfExists(group);
        } catch (IOException busy) {
            return false;
        }
    }
}
