package daruma.process.host;

import daruma.process.sys.Errno;
import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/** A file that one process at a time holds with flock(2), and in which its pid stands. Freed by the kernel when it ends. */
public sealed interface HomeLock {
    /** It is ours until {@link #close}. */
    final class Held implements HomeLock, AutoCloseable {
        private final int fd;
        private boolean open = true;

        private Held(int fd) {
            this.fd = fd;
        }

        @Override
        public synchronized void close() {
            if (open) {
                open = false;
                LibC.close(fd);
            }
        }
    }

    /**
     * Somebody else has it.
     *
     * @param pid who, by what he wrote there; empty if he has not yet
     */
    record HeldBy(OptionalInt pid) implements HomeLock {}

    /**
     * Takes the lock without waiting.
     *
     * @param file made if it is not there, private to this user
     * @throws IOException if it cannot be opened or locked for another reason
     */
    static HomeLock acquire(Path file) throws IOException {
        var path = Memory.text(file.toString());
        int fd = LibC.open(path.address(), Flags.O_RDWR | Flags.O_CREAT | Flags.O_CLOEXEC, 0600);
        path.keep();
        if (fd < 0) {
            throw new IOException("cannot open the lock " + file + ": errno " + -fd);
        }
        int locked = LibC.flock(fd, Flags.LOCK_EX | Flags.LOCK_NB);
        if (locked < 0) {
            LibC.close(fd);
            if (locked == -Errno.EAGAIN) {
                return new HeldBy(written(file));
            }
            throw new IOException("cannot lock " + file + ": errno " + -locked);
        }
        LibC.ftruncate(fd, 0);
        var pid = (LibC.getpid() + "\n").getBytes(StandardCharsets.US_ASCII);
        var text = Memory.of(pid.length).put(0, pid, 0, pid.length);
        LibC.write(fd, text.address(), pid.length); // a full disk leaves it empty, and the lock holds all the same
        text.keep();
        return new Held(fd);
    }

    private static OptionalInt written(Path file) throws IOException {
        var text = Files.readString(file).strip();
        return text.matches("[1-9][0-9]{0,8}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
