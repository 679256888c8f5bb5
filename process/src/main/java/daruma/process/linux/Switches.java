package daruma.process.linux;

import java.util.Set;

/**
 * Which ways of newer kernels must not be taken, by system property or environment variable {@code DARUMA_NO}: for tests, and
 * for the day when one of them misbehaves somewhere.
 */
public record Switches(boolean pidfd, boolean pidfdInfo, boolean cgroup, boolean punch, boolean inotify) {
    /** Everything may be used. */
    public static final Switches ALL = of("");

    /** Read from the property, else from the environment. */
    public static Switches read() {
        var environment = System.getenv("DARUMA_NO");
        return of(System.getProperty("DARUMA_NO", environment == null ? "" : environment));
    }

    static Switches of(String list) {
        var no = Set.of(list.strip().isEmpty() ? new String[0] : list.strip().split("[, ]+", -1));
        return new Switches(
                !no.contains("pidfd"),
                !no.contains("pidfd") && !no.contains("pidfd_info"),
                !no.contains("cgroup"),
                !no.contains("punch"),
                !no.contains("inotify"));
    }
}
