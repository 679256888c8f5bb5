package daruma.process.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Control groups by which the kernel holds trees to limits: below our own group, in the version 2 hierarchy where it lets us hand
 * controllers down, else in those of version 1 that we may write to.
 *
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">cgroup-v2</a>
 */
public final class LimitGroups {
    /** Between two fills of the CPU account, microseconds; the kernel's own default. */
    private static final int CPU_PERIOD = 100_000;

    private final Map<Controller, Hierarchy> hierarchies;

    /** What can be limited. */
    public enum Controller {
        MEMORY("memory"),
        TASKS("pids"),
        CPU("cpu");

        private final String word;

        Controller(String word) {
            this.word = word;
        }
    }

    /**
     * Limits of one group; empty: none.
     *
     * @param memoryBytes above it the kernel kills
     * @param tasks above it no process or thread can be made
     * @param cpuPercent of one core; what is above has to wait
     */
    public record Bounds(OptionalLong memoryBytes, OptionalInt tasks, OptionalInt cpuPercent) {}

    private record Hierarchy(Path own, boolean second) {}

    private LimitGroups(Map<Controller, Hierarchy> hierarchies) {
        this.hierarchies = hierarchies;
    }

    /** Looks for what this process may use. */
    public static LimitGroups find() {
        var found = new EnumMap<Controller, Hierarchy>(Controller.class);
        try {
            var mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
            var membership = Files.readAllLines(Path.of("/proc/self/cgroup"));
            for (var controller : Controller.values()) {
                second(controller)
                        .or(() -> first(controller, mounts, membership))
                        .ifPresent(hierarchy -> found.put(controller, hierarchy));
            }
        } catch (IOException noProc) {
            // nothing can be limited
        }
        return new LimitGroups(found);
    }

    public boolean can(Controller controller) {
        return hierarchies.containsKey(controller);
    }

    /**
     * Makes a group, sets its limits and puts processes into it; what they start later is born in it.
     *
     * @param name without slashes, different for every tree on this machine
     * @param members asked until they are all in; those that go meanwhile are no harm
     * @throws IOException if the kernel refuses
     */
    public void hold(String name, Bounds bounds, Supplier<List<Integer>> members) throws IOException {
        var groups = new LinkedHashSet<Path>();
        if (bounds.memoryBytes().isPresent() && can(Controller.MEMORY)) {
            var group = make(Controller.MEMORY, name, groups);
            boolean second = second(group, "memory.max");
            write(
                    group,
                    second ? "memory.max" : "memory.limit_in_bytes",
                    bounds.memoryBytes().getAsLong());
        }
        if (bounds.tasks().isPresent() && can(Controller.TASKS)) {
            write(
                    make(Controller.TASKS, name, groups),
                    "pids.max",
                    bounds.tasks().getAsInt());
        }
        if (bounds.cpuPercent().isPresent() && can(Controller.CPU)) {
            var group = make(Controller.CPU, name, groups);
            long quota = (long) bounds.cpuPercent().getAsInt() * CPU_PERIOD / 100;
            if (second(group, "cpu.max")) {
                Files.writeString(group.resolve("cpu.max"), quota + " " + CPU_PERIOD);
            } else {
                write(group, "cpu.cfs_quota_us", Math.max(1_000, quota));
            }
        }
        var in = new LinkedHashSet<Integer>();
        // What was forked while it was put in may have stayed outside: until nobody new is found.
        for (boolean more = !groups.isEmpty(); more; ) {
            more = false;
            for (int pid : members.get()) {
                if (in.add(pid)) {
                    more = true;
                    join(groups, pid);
                }
            }
        }
    }

    /** How often the kernel has killed in this group because its memory was full; empty if that is not known. */
    public OptionalLong oomKills(String name) {
        var hierarchy = hierarchies.get(Controller.MEMORY);
        if (hierarchy == null) {
            return OptionalLong.empty();
        }
        var group = hierarchy.own().resolve(name);
        try {
            for (var line :
                    Files.readAllLines(group.resolve(hierarchy.second() ? "memory.events" : "memory.oom_control"))) {
                if (line.startsWith("oom_kill ")) {
                    return OptionalLong.of(Long.parseLong(line.substring(9).strip()));
                }
            }
        } catch (IOException | NumberFormatException gone) {
            // as if it were not known
        }
        return OptionalLong.empty();
    }

    /** Removes a group whose members are gone. */
    public void release(String name) {
        for (var hierarchy : Set.copyOf(hierarchies.values())) {
            Cgroups.remove(hierarchy.own().resolve(name));
        }
    }

    private Path make(Controller controller, String name, Set<Path> groups) throws IOException {
        var hierarchy = hierarchies.get(controller);
        if (hierarchy == null) {
            throw new IOException("no hierarchy for " + controller);
        }
        var group = Files.createDirectories(hierarchy.own().resolve(name));
        groups.add(group);
        return group;
    }

    private static void join(Set<Path> groups, int pid) throws IOException {
        for (var group : groups) {
            try {
                Files.writeString(group.resolve("cgroup.procs"), Integer.toString(pid));
            } catch (IOException e) {
                if (Files.exists(Path.of("/proc", Integer.toString(pid)))) {
                    throw e;
                }
            }
        }
    }

    private static boolean second(Path group, String file) {
        return Files.exists(group.resolve(file));
    }

    private static void write(Path group, String file, long value) throws IOException {
        Files.writeString(group.resolve(file), Long.toString(value));
    }

    /** Ours in version 2, if it gives the controller to groups below, or lets us make it do so. */
    private static Optional<Hierarchy> second(Controller controller) {
        return Cgroups.find()
                .filter(Cgroups::writable)
                .map(Cgroups::own)
                .filter(own -> {
                    var handedDown = own.resolve("cgroup.subtree_control");
                    try {
                        if (!words(own.resolve("cgroup.controllers")).contains(controller.word)) {
                            return false;
                        }
                        if (!words(handedDown).contains(controller.word)) {
                            // Refused if processes live in the group itself and it is not the root.
                            Files.writeString(handedDown, "+" + controller.word);
                        }
                        return true;
                    } catch (IOException refused) {
                        return false;
                    }
                })
                .map(own -> new Hierarchy(own, true));
    }

    private static List<String> words(Path file) throws IOException {
        return List.of(Files.readString(file).strip().split("\\s+"));
    }

    /** Ours in the version 1 hierarchy of the controller. */
    private static Optional<Hierarchy> first(Controller controller, List<String> mounts, List<String> membership) {
        for (var mount : mounts) {
            int hyphen = mount.indexOf(" - cgroup ");
            if (hyphen < 0 || !has(mount.substring(mount.lastIndexOf(' ') + 1), controller.word)) {
                continue;
            }
            for (var line : membership) {
                var parts = line.split(":", 3);
                if (parts.length == 3 && has(parts[1], controller.word)) {
                    var fields = mount.split(" ", 6);
                    var root = Path.of(fields[3]);
                    var ours = Path.of(parts[2]);
                    var own = Path.of(fields[4].replace("\\040", " "))
                            .resolve(ours.startsWith(root) ? root.relativize(ours) : Path.of(""));
                    return Files.isWritable(own) && Files.isWritable(own.resolve("cgroup.procs"))
                            ? Optional.of(new Hierarchy(own, false))
                            : Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static boolean has(String list, String word) {
        return List.of(list.split(",", -1)).contains(word);
    }
}
