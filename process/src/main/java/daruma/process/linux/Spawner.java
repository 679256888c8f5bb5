package daruma.process.linux;

import daruma.process.sys.Errno;
import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts a process by posix_spawn with exactly the descriptors it is to have: 0 to 2 on {@code /dev/null}, then the given
 * ones, and none of the dozen that a JVM leaves open without close-on-exec. All signals are at their defaults and none is
 * blocked (HotSpot blocks SIGQUIT in its threads).
 */
final class Spawner {
    private static final int ACTIONS_SIZE = 256;
    private static final int ATTRIBUTES_SIZE = 512;
    private static final int SIGSET_SIZE = 128;

    /** Above every descriptor that a child is given, so that putting one in place never overwrites another. */
    private static final int OUT_OF_THE_WAY = 64;

    private final Memory attributes = Memory.of(ATTRIBUTES_SIZE);
    private final int devNull;

    Spawner() {
        // A parent that ignored SIGCHLD would leave us with children that vanish unseen.
        LibC.signal(Flags.SIGCHLD, Flags.SIG_DFL);
        var sets = Memory.of(2 * SIGSET_SIZE);
        LibC.sigemptyset(sets.address());
        LibC.sigfillset(sets.address() + SIGSET_SIZE);
        LibC.posix_spawnattr_init(attributes.address());
        LibC.posix_spawnattr_setsigmask(attributes.address(), sets.address());
        LibC.posix_spawnattr_setsigdefault(attributes.address(), sets.address() + SIGSET_SIZE);
        LibC.posix_spawnattr_setflags(attributes.address(), Flags.POSIX_SPAWN_SETSIGMASK | Flags.POSIX_SPAWN_SETSIGDEF);
        sets.keep();
        var path = Memory.text("/dev/null");
        int opened = LibC.open(path.address(), Flags.O_RDWR | Flags.O_CLOEXEC, 0);
        path.keep();
        devNull = outOfTheWay(opened);
    }

    /**
     * Starts a process.
     *
     * @param descriptors which become 3, 4, …; none of them needs to be inheritable, and none is closed here
     * @return the pid, or minus errno
     */
    int spawn(List<String> command, Map<String, String> environment, List<Integer> descriptors) {
        var words = new ArrayList<String>(environment.size());
        environment.forEach((name, value) -> words.add(name + "=" + value));
        if (!LibC.hasAddclosefrom()) {
            closeOurOwnOnExec();
        }
        var argv = Memory.texts(command);
        var envp = Memory.texts(words);
        var path = Memory.text(command.getFirst());
        var memory = Memory.of(ACTIONS_SIZE + 16);
        long actions = memory.address();
        long pid = actions + ACTIONS_SIZE;
        var moved = new ArrayList<Integer>();
        LibC.posix_spawn_file_actions_init(actions);
        try {
            for (int target = 0; target < 3; target++) {
                LibC.posix_spawn_file_actions_adddup2(actions, devNull, target);
            }
            int last = 2 + descriptors.size();
            for (int i = 0; i < descriptors.size(); i++) {
                int source = descriptors.get(i);
                if (source <= last) {
                    source = LibC.fcntl(source, Flags.F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
                    if (source < 0) {
                        return source;
                    }
                    moved.add(source);
                }
                LibC.posix_spawn_file_actions_adddup2(actions, source, 3 + i);
            }
            LibC.posix_spawn_file_actions_addclosefrom_np(actions, last + 1);
            // posix_spawn returns the error itself
            int error = LibC.posix_spawn(
                    pid, path.address(), actions, attributes.address(), argv.address(), envp.address());
            return error == 0 ? memory.getInt(ACTIONS_SIZE) : -Math.abs(error);
        } finally {
            LibC.posix_spawn_file_actions_destroy(actions);
            moved.forEach(LibC::close);
            argv.keep();
            envp.keep();
            path.keep();
            memory.keep();
        }
    }

    void close() {
        LibC.close(devNull);
    }

    private static int outOfTheWay(int fd) {
        int moved = LibC.fcntl(fd, Flags.F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
        if (moved < 0) {
            return fd;
        }
        LibC.close(fd);
        return moved;
    }

    /** For C libraries without closefrom in posix_spawn. */
    private static void closeOurOwnOnExec() {
        var names = new File("/proc/self/fd").list();
        if (names != null && LibC.close_range(3, Integer.MAX_VALUE, Flags.CLOSE_RANGE_CLOEXEC) == -Errno.ENOSYS) {
            for (var name : names) {
                int fd = Integer.parseInt(name);
                if (fd > 2) {
                    LibC.fcntl(fd, Flags.F_SETFD, Flags.FD_CLOEXEC);
                }
            }
        }
    }
}
