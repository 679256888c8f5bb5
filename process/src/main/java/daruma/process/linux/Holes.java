package daruma.process.linux;

import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import java.nio.file.Path;

/** {@code fallocate} with PUNCH_HOLE. */
final class Holes {
    private Holes() {}

    static boolean punch(Path file, long offset, long length) {
        var path = Memory.text(file.toString());
        int fd = LibC.open(path.address(), Flags.O_WRONLY | Flags.O_CLOEXEC, 0);
        path.keep();
        if (fd < 0) {
            return false;
        }
        int punched = LibC.fallocate(fd, Flags.FALLOC_FL_PUNCH_HOLE | Flags.FALLOC_FL_KEEP_SIZE, offset, length);
        LibC.close(fd);
        return punched == 0;
    }
}
