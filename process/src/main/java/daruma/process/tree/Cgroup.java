package daruma.process.tree;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A version 2 control group as a set of processes. */
final class Cgroup {
    private static final int DEEPEST = 16;

    private Cgroup() {}

    static boolean usable(Path directory) {
        return Files.isWritable(directory.resolve("cgroup.procs"));
    }

    /** Its members and those of the groups below it. */
    static List<Integer> members(Path directory) {
        var pids = new ArrayList<Integer>();
        collect(directory.toFile(), pids, 0);
        return pids;
    }

    /**
     * Lets the kernel kill all at once; forks in progress do not escape it.
     *
     * @return false before Linux 5.14, or without the right to
     */
    static boolean kill(Path directory) {
        var file = directory.resolve("cgroup.kill");
        if (!Files.isWritable(file)) {
            return false;
        }
        try {
            Files.writeString(file, "1");
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static void collect(File directory, List<Integer> pids, int depth) {
        try {
            for (var line : Files.readAllLines(directory.toPath().resolve("cgroup.procs"))) {
                int pid = Integer.parseInt(line.strip());
                if (pid > 0) { // 0: outside of our pid namespace
                    pids.add(pid);
                }
            }
        } catch (IOException gone) {
            return;
        }
        var below = depth < DEEPEST ? directory.listFiles(File::isDirectory) : null;
        if (below != null) {
            for (var group : below) {
                collect(group, pids, depth + 1);
            }
        }
    }
}
