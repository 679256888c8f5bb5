package daruma.process.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A control group for each program, in a branch that was handed to us for it: beside the group of the daemon, so that nothing
 * that a service manager does to the daemon's group reaches an app.
 *
 * <p>The branch belongs to the unit {@code daruma-scopes.service} beside {@code daruma.service} ({@code NAME-scopes.service}
 * beside {@code NAME.service}), or is named by the environment variable {@value #VARIABLE}. Writing anywhere else
 * would be writing into what systemd takes for its own.
 *
 * @param root the branch
 * @param controllers which the groups below it have, such as {@code memory}; empty: they only group
 * @see <a href="https://systemd.io/CGROUP_DELEGATION/">delegation of control groups</a>
 */
public record AppCgroups(Path root, Set<String> controllers) {
    /** Names a branch that is ours, as an absolute path. */
    public static final String VARIABLE = "DARUMA_CGROUP";

    private static final String UNIT = ".service";
    private static final Set<String> WANTED = Set.of("cpu", "memory", "pids");
    /** Where the branch's own process goes: the kernel allows none beside groups with controllers. */
    private static final String KEEPER = "keeper";

    private static final String PROCS = "cgroup.procs";
    /** So that no group has the name of a file of the kernel's. */
    private static final String PREFIX = "app-";

    public AppCgroups {
        controllers = Set.copyOf(controllers);
    }

    /**
     * What was found.
     *
     * @param groups empty if there is no branch that we may use
     * @param notice why there is none although one could be expected, for people
     */
    public record Finding(Optional<AppCgroups> groups, Optional<String> notice) {}

    /** Looks for the branch, and switches on the controllers that it has. */
    public static Finding find(Map<String, String> environment) {
        return find(environment, Cgroups.find());
    }

    static Finding find(Map<String, String> environment, Optional<Cgroups> ours) {
        var named = environment.getOrDefault(VARIABLE, "");
        if (named.startsWith("/")) {
            return use(Path.of(named), "the control group that " + VARIABLE + " names");
        }
        return ours.flatMap(AppCgroups::beside)
                .map(branch -> use(branch, "the group of " + branch.getFileName()))
                .orElse(new Finding(Optional.empty(), Optional.empty()));
    }

    /** The group of {@code daruma-scopes.service} beside that of {@code daruma.service}; empty if we are no such service. */
    private static Optional<Path> beside(Cgroups ours) {
        var unit = ours.own().getFileName();
        if (unit == null || !unit.toString().endsWith(UNIT)) {
            return Optional.empty();
        }
        var name = unit.toString();
        return Optional.of(
                        ours.own().resolveSibling(name.substring(0, name.length() - UNIT.length()) + "-scopes" + UNIT))
                .filter(Files::isDirectory);
    }

    private static Finding use(Path branch, String what) {
        try {
            var groups = new AppCgroups(branch, enable(branch));
            // A process may only be moved by who may write to the group that both ends have in common.
            if (Files.isWritable(branch) && mayMoveInto(branch)) {
                return new Finding(Optional.of(groups), Optional.empty());
            }
            return refused(what, "no right to move processes there");
        } catch (IOException e) {
            return refused(what, e.toString());
        }
    }

    private static Finding refused(String what, String why) {
        return new Finding(
                Optional.empty(),
                Optional.of("apps share the control group of the daemon, without limits of their own: cannot use "
                        + what + " (" + why + ")"));
    }

    private static boolean mayMoveInto(Path branch) {
        var above = branch.getParent();
        return above != null && Files.isWritable(above.resolve(PROCS));
    }

    /** Controllers can be had only by groups without processes of their own, so the keeper goes aside first. */
    private static Set<String> enable(Path branch) throws IOException {
        var offered = new TreeSet<>(words(branch.resolve("cgroup.controllers")));
        offered.retainAll(WANTED);
        if (!offered.isEmpty()) {
            var keeper = Files.createDirectories(branch.resolve(KEEPER));
            for (var pid : Files.readAllLines(branch.resolve(PROCS))) {
                write(keeper.resolve(PROCS), pid);
            }
            for (var controller : offered) {
                write(branch.resolve("cgroup.subtree_control"), "+" + controller);
            }
        }
        var enabled = new TreeSet<>(words(branch.resolve("cgroup.subtree_control")));
        enabled.retainAll(WANTED);
        return enabled;
    }

    /**
     * The group of a program, made if it is not there.
     *
     * @param program such as {@code web.0.7}, without slashes
     */
    public Path create(String program) throws IOException {
        return Files.createDirectories(of(program));
    }

    /** The group of a program, there or not. */
    public Path of(String program) {
        return root.resolve(PREFIX + program);
    }

    /** Removes the group of a program that is gone, if nobody is left in it. */
    public void remove(String program) {
        Cgroups.remove(of(program));
    }

    /** Removes all groups that nobody is in: those that an earlier daemon did not come to remove. */
    public void removeEmpty() {
        names().forEach(this::remove);
    }

    private List<String> names() {
        var names = new ArrayList<String>();
        try (var groups = Files.newDirectoryStream(root, PREFIX + "*")) {
            groups.forEach(
                    group -> names.add(String.valueOf(group.getFileName()).substring(PREFIX.length())));
        } catch (IOException gone) {
            return List.of();
        }
        return names;
    }

    private static List<String> words(Path file) throws IOException {
        return List.of(Files.readString(file).strip().split(" ", -1));
    }

    /** One write(2) on a file that is there: control files take a value, not a stream. */
    private static void write(Path file, String value) throws IOException {
        Files.writeString(file, value, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    }
}
