package daruma.process.host;

import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process. */
public final class Self {
    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_SET_CHILD_SUBREAPER = 36;

    private Self() {}

    public static int pid() {
        return LibC.getpid();
    }

    /** The user it runs as; 0 is root. */
    public static int uid() {
        return LibC.getuid();
    }

    public static int gid() {
        return LibC.getgid();
    }

    /** How readily the kernel takes it when memory runs out, -1000 (never) to 1000; children begin with the same. */
    public static int oomScoreAdjust() {
        try {
            return Integer.parseInt(
                    Files.readString(Path.of("/proc/self/oom_score_adj")).strip());
        } catch (IOException | NumberFormatException notLinux) {
            return 0;
        }
    }

    /**
     * What {@code ps} and {@code top} call it.
     *
     * @param name at most 15 bytes; the kernel cuts the rest off
     */
    public static void rename(String name) throws IOException {
        Files.writeString(Path.of("/proc/self/task/" + pid() + "/comm"), name);
    }

    /**
     * Keeps descriptors that others opened (the JVM's, a careless parent's) from being handed down.
     *
     * @param lowest the first that is closed on exec, at least 3
     */
    public static void closeOnExecFrom(int lowest) {
        if (lowest < 3) {
            throw new IllegalArgumentException("descriptor " + lowest + " is a standard one");
        }
        if (LibC.close_range(lowest, Integer.MAX_VALUE, Flags.CLOSE_RANGE_CLOEXEC) == 0) {
            return;
        }
        var names = new File("/proc/self/fd").list();
        if (names != null) {
            for (var name : names) {
                int fd = Integer.parseInt(name);
                if (fd >= lowest) {
                    LibC.fcntl(fd, Flags.F_SETFD, Flags.FD_CLOEXEC);
                }
            }
        }
    }

    /** Whether orphans below this process come to it instead of to the first process. */
    public static boolean setChildSubreaper(boolean on) {
        return LibC.prctl(PR_SET_CHILD_SUBREAPER, on ? 1 : 0, 0, 0, 0) == 0;
    }

    /** Whether others of this user may look into its memory, and whether it leaves a core. */
    public static boolean setDumpable(boolean on) {
        return LibC.prctl(PR_SET_DUMPABLE, on ? 1 : 0, 0, 0, 0) == 0;
    }
}
