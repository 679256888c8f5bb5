package daruma.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the run directories of a home lie (see {@code docs/run-directory.md}): on tmpfs where there is one that lives as
 * long as the machine is up, so that a full disk never stops a restart; else inside the home.
 *
 * <p>The choice is remembered by the link {@code run} in the state directory: shims that are alive are found by every later
 * daemon, whatever its environment. After a reboot the link leads nowhere, and the choice is made anew.
 */
final class RunDirectory {

    /**
     * What the choice depends on.
     *
     * @param uid of this process
     * @param runtimeDir {@code XDG_RUNTIME_DIR}
     * @param lingers whether the user's runtime directory outlives the last logout
     */
    record Place(
            int uid, @Nullable Path runtimeDir, boolean lingers, MountTable mounts, Path run, Path shm, boolean root) {
        static Place ofThisProcess() throws IOException {
            var runtimeDir = System.getenv("XDG_RUNTIME_DIR");
            var user = System.getProperty("user.name", "");
            int uid = Ownership.ownUid();
            return new Place(
                    uid,
                    runtimeDir == null || !runtimeDir.startsWith("/") ? null : Path.of(runtimeDir),
                    !user.isEmpty()
                            && Files.exists(Path.of("/var/lib/systemd/linger").resolve(user)),
                    MountTable.ofThisProcess(),
                    Path.of("/run"),
                    Path.of("/dev/shm"),
                    uid == 0);
        }

        /** Directories that may hold ours, the best first. */
        private List<Path> bases() {
            var bases = new ArrayList<Path>();
            if (root) {
                if (onTmpfs(run)) {
                    bases.add(run.resolve("daruma"));
                }
                if (onTmpfs(shm)) {
                    bases.add(shm.resolve("daruma-0"));
                }
            } else if (runtimeDir != null && lingers && onTmpfs(runtimeDir)) {
                bases.add(runtimeDir.resolve("daruma"));
            }
            return bases;
        }

        private boolean onTmpfs(Path directory) {
            try {
                return mounts.typeOf(directory.toRealPath()).equals(Optional.of("tmpfs"));
            } catch (IOException e) {
                return false;
            }
        }
    }

    private RunDirectory() {}

    /**
     * Finds or makes the directory.
     *
     * @param state the state directory, which exists and is ours
     * @param notices gets what people should know about the choice
     */
    static Path resolve(Path state, Place place, List<String> notices) throws IOException {
        var link = state.resolve("run");
        var name = nameOf(state);
        if (Files.isSymbolicLink(link)) {
            var target = Files.readSymbolicLink(link);
            if (!target.endsWith(name)) {
                notices.add("the home was copied or moved: " + target + " belongs to where it was before");
            } else if (isOurs(target, place.uid())) {
                return target;
            }
        } else if (Files.isDirectory(link, LinkOption.NOFOLLOW_LINKS)) {
            Ownership.makePrivate(link, place.uid());
            return link;
        }
        for (var base : place.bases()) {
            try {
                Ownership.makePrivate(base, place.uid());
                var directory = base.resolve(name);
                Ownership.makePrivate(directory, place.uid());
                remember(link, directory);
                return directory;
            } catch (IOException e) {
                notices.add("cannot use " + base + " for run directories: " + e.getMessage());
            }
        }
        Files.deleteIfExists(link);
        Ownership.makePrivate(link, place.uid());
        return link;
    }

    private static void remember(Path link, Path directory) throws IOException {
        var temporary = link.resolveSibling("run.tmp");
        Files.deleteIfExists(temporary);
        Files.createSymbolicLink(temporary, directory);
        Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isOurs(Path directory, int uid) {
        try {
            Ownership.requirePrivate(directory, uid);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String nameOf(Path state) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(state.toRealPath().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
