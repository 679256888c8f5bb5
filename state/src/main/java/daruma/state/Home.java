package daruma.state;

import daruma.control.home.HolderRecord;
import daruma.control.home.HomePaths;
import daruma.model.Refused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A home in the hands of this daemon: its directories exist, are private, and no other daemon works with them.
 *
 * <p>The lock is one of fcntl(2): it goes with the process, however that ends, and apps do not inherit it.
 */
public final class Home implements AutoCloseable {
    /** Closing any descriptor of a file drops this process's locks on it, so a second try must not even open it. */
    private static final Set<Path> HELD_HERE = new HashSet<>();

    private final HomePaths paths;
    private final Path key;
    private final FileChannel channel;
    private final Path runDirectory;
    private final List<String> notices;

    private Home(HomePaths paths, Path key, FileChannel channel, Path runDirectory, List<String> notices) {
        this.paths = paths;
        this.key = key;
        this.channel = channel;
        this.runDirectory = runDirectory;
        this.notices = List.copyOf(notices);
    }

    /**
     * Takes a home, making what is missing.
     *
     * @param version of this daemon, for the record that says who holds the home
     */
    public static HomeOpening open(HomePaths paths, String version) {
        try {
            return open(paths, version, RunDirectory.Place.ofThisProcess());
        } catch (IOException e) {
            return unusable(paths, e.getMessage());
        }
    }

    static HomeOpening open(HomePaths paths, String version, RunDirectory.Place place) {
        try {
            paths.requireSocketFits();
            prepare(paths, place.uid());
            var key = paths.state().toRealPath().resolve("lock");
            synchronized (HELD_HERE) {
                return HELD_HERE.contains(key) ? held(paths) : take(paths, key, version, place);
            }
        } catch (Refused | IOException e) {
            return unusable(paths, e.getMessage());
        }
    }

    public HomePaths paths() {
        return paths;
    }

    /** Where the run directories of the apps lie; exists. */
    public Path runDirectory() {
        return runDirectory;
    }

    /** What people should know about how the home was found. */
    public List<String> notices() {
        return notices;
    }

    /** Gives the home up. */
    @Override
    public void close() {
        synchronized (HELD_HERE) {
            try {
                channel.close();
            } catch (IOException e) {
                // The descriptor is gone in any case, and the lock with it.
            }
            HELD_HERE.remove(key);
        }
    }

    private static HomeOpening take(HomePaths paths, Path key, String version, RunDirectory.Place place)
            throws IOException {
        var channel = FileChannel.open(
                key,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                lock = null;
            }
            if (lock == null) {
                channel.close();
                return held(paths);
            }
            writeHolder(paths, version);
            var notices = new ArrayList<String>();
            var home = new Home(paths, key, channel, RunDirectory.resolve(paths.state(), place, notices), notices);
            HELD_HERE.add(key);
            return new HomeOpening.Opened(home);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void prepare(HomePaths paths, int uid) throws IOException {
        for (var directory : List.of(paths.state(), paths.logs())) {
            Ownership.makePrivate(directory, uid);
        }
        var beside = paths.socket().getParent();
        if (beside != null) {
            if (!Files.exists(beside)) {
                Ownership.makePrivate(beside, uid);
            }
            Ownership.requirePrivate(beside, uid);
        }
    }

    /** With a full disk there is no record; the home is held all the same. */
    private static void writeHolder(HomePaths paths, String version) {
        var temporary = paths.holder().resolveSibling("daemon.tmp");
        try {
            var stat = Files.readString(Path.of("/proc/self/stat"));
            // The second field is the name in brackets and may hold anything; what follows it is field 3.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            var record = new HolderRecord(
                    ProcessHandle.current().pid(), Long.parseLong(fields[22 - 3]), paths.socket(), version);
            Files.writeString(temporary, record.format());
            Files.move(temporary, paths.holder(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            deleteQuietly(paths.holder());
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A record of a daemon that is gone says nothing wrong: it never said that somebody is there.
        }
    }

    private static HomeOpening held(HomePaths paths) {
        var holder = HolderRecord.read(paths.holder());
        return new HomeOpening.Held(
                holder,
                "another daemon holds " + paths.state()
                        + holder.map(h -> ": pid " + h.pid() + ", version " + h.version() + ", answering on "
                                        + h.socket())
                                .orElse("")
                        + ". Use that one, or stop it with \"daruma kill\"; DARUMA_HOME gives a second daemon a home of its own");
    }

    private static HomeOpening unusable(HomePaths paths, @org.jspecify.annotations.Nullable String why) {
        return new HomeOpening.Unusable("cannot use the home " + paths.state() + ": " + why);
    }
}
