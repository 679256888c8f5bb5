package daruma.process.host;

import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * The pages of the JVM's own files that this process has touched. A JVM touches nearly all of its archive of classes and
 * much of its library when it begins, and little of them ever after.
 */
public final class StartPages {
    /** Mapped by the JVM for as long as it lives, so that nothing else can come to lie there while we look. */
    private static final List<String> FILES = List.of("/libjvm.so", ".aot", ".jsa", "/lib/modules");

    private StartPages() {}

    /**
     * Unmaps the pages that are as they are in the file. What is needed later comes back when it is touched, out of the
     * kernel's cache of files; while memory is short, the kernel can now take the rest at once.
     *
     * @return how much was mapped, in bytes; 0 where {@code /proc} cannot tell
     */
    public static long release() {
        long released = 0;
        try {
            Mapping mapping = null;
            long resident = 0;
            for (var line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
                if (Mapping.begins(line)) {
                    mapping = Mapping.parse(line);
                } else if (line.startsWith("Rss:")) {
                    resident = bytes(line);
                } else if (line.startsWith("Anonymous:") && mapping != null) {
                    // A page that was changed is no longer the file's: unmapped, it would be lost.
                    if (mapping.ofTheJvm() && bytes(line) == 0 && resident > 0) {
                        LibC.madvise(mapping.from, mapping.to - mapping.from, Flags.MADV_DONTNEED);
                        released += resident;
                    }
                    mapping = null;
                }
            }
        } catch (IOException | NumberFormatException _) {
            return released; // It costs memory, and nothing else.
        }
        return released;
    }

    private record Mapping(long from, long to, String rights, String file) {
        /** {@code 7f2d848e3000-7f2d8596f000 r-xp 002e3000 fe:00 1234   /usr/lib/…/libjvm.so}. */
        static boolean begins(String line) {
            int dash = line.indexOf('-');
            return dash > 0 && line.indexOf(' ') > dash && line.indexOf(':') > dash;
        }

        static Mapping parse(String line) {
            int dash = line.indexOf('-');
            int blank = line.indexOf(' ', dash);
            int slash = line.indexOf('/', blank);
            return new Mapping(
                    HexFormat.fromHexDigitsToLong(line, 0, dash),
                    HexFormat.fromHexDigitsToLong(line, dash + 1, blank),
                    line.substring(blank + 1, blank + 5),
                    slash < 0 ? "" : line.substring(slash));
        }

        boolean ofTheJvm() {
            return rights.charAt(1) == '-' && FILES.stream().anyMatch(file::endsWith);
        }
    }

    private static long bytes(String line) {
        int end = line.lastIndexOf(" kB");
        return Long.parseLong(line.substring(line.lastIndexOf(' ', end - 1) + 1, end)) * 1024;
    }
}
