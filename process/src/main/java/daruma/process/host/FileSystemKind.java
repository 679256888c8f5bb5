package daruma.process.host;

import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import java.nio.file.Path;

/** What kind of file system a path is on. */
public enum FileSystemKind {
    /** In memory; gone after a boot. */
    MEMORY,
    /** On a network: locks and renames may not hold what they promise. */
    NETWORK,
    /** Any other. */
    OTHER,
    /** Cannot be told: no such path. */
    UNKNOWN;

    private static final long TMPFS = 0x01021994L;
    private static final long RAMFS = 0x858458f6L;
    private static final long NFS = 0x6969L;
    private static final long SMB2 = 0xfe534d42L;
    private static final long CIFS = 0xff534d42L;

    /** Of an existing path, by {@code statfs}. */
    public static FileSystemKind of(Path path) {
        var text = Memory.text(path.toString());
        var buffer = Memory.of(256);
        int result = LibC.statfs(text.address(), buffer.address());
        text.keep();
        buffer.keep();
        if (result < 0) {
            return UNKNOWN;
        }
        long type = buffer.getLong(0) & 0xffff_ffffL;
        if (type == TMPFS || type == RAMFS) {
            return MEMORY;
        }
        return type == NFS || type == SMB2 || type == CIFS ? NETWORK : OTHER;
    }
}
