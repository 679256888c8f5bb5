package daruma.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Directories that belong to their user alone. */
final class Ownership {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    private Ownership() {}

    /**
     * The effective uid of this process. Not the owner of {@code /proc/self}: that is a link, and belongs to root.
     *
     * @throws IOException if the kernel does not tell
     */
    static int ownUid() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("Uid:")) {
                return Integer.parseInt(line.split("\t", -1)[2]);
            }
        }
        throw new IOException("/proc/self/status does not say whose process this is");
    }

    /** Makes a directory of mode 0700, with what is missing above it; an existing one must be ours, and becomes 0700. */
    static void makePrivate(Path directory, int uid) throws IOException {
        var parent = directory.getParent();
        if (parent != null && !Files.exists(parent)) {
            makePrivate(parent, uid);
        }
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE));
        } catch (FileAlreadyExistsException e) {
            requireOwn(directory, uid);
            if (!Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS)
                    .equals(PRIVATE)) {
                Files.setPosixFilePermissions(directory, PRIVATE);
            }
        }
    }

    /** Accepts a directory of ours that nobody else can write to. */
    static void requirePrivate(Path directory, int uid) throws IOException {
        requireOwn(directory, uid);
        var permissions = Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(directory + " can be written by others: chmod go-w it");
        }
    }

    private static void requireOwn(Path directory, int uid) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(directory + " is not a directory");
        }
        int owner = uidOf(directory);
        if (owner != uid) {
            throw new IOException(directory + " belongs to uid " + owner + ", and this is uid " + uid
                    + ": run Daruma as that user, or set DARUMA_HOME to a directory of your own");
        }
    }

    private static int uidOf(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
