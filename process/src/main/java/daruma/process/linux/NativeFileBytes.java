package daruma.process.linux;

import daruma.process.proc.linux.FileBytes;
import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import java.nio.charset.StandardCharsets;

/** By open, read, close and two buffers that are used again and again; one reading at a time. */
public final class NativeFileBytes implements FileBytes {
    private static final int CHUNK = 32 * 1024;

    private final Memory path = Memory.of(4096);
    private final Memory chunk = Memory.of(CHUNK);

    @Override
    public synchronized int read(String file, byte[] into) {
        var encoded = file.getBytes(StandardCharsets.UTF_8);
        if (encoded.length >= path.size()) {
            return -1;
        }
        path.put(0, encoded, 0, encoded.length);
        path.putByte(encoded.length, 0);
        int fd = LibC.open(path.address(), Flags.O_RDONLY | Flags.O_CLOEXEC, 0);
        if (fd < 0) {
            return -1;
        }
        int filled = 0;
        long count = 0;
        while (filled < into.length) {
            count = LibC.read(fd, chunk.address(), Math.min(CHUNK, into.length - filled));
            if (count <= 0) {
                break;
            }
            chunk.get(0, into, filled, (int) count);
            filled += (int) count;
        }
        LibC.close(fd);
        return count < 0 && filled == 0 ? -1 : filled;
    }
}
