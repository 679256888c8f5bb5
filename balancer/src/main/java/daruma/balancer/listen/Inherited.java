package daruma.balancer.listen;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Descriptors that this process was started with.
 *
 * @see <a href="https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html">sd_listen_fds(3)</a>
 */
public final class Inherited {
    private static final int FIRST = 3;

    private Inherited() {}

    /** Those that {@code LISTEN_FDS} counts, if they are meant for us. */
    public static List<Integer> descriptors(Map<String, String> environment, long pid) {
        var count = environment.getOrDefault("LISTEN_FDS", "");
        var meant = environment.getOrDefault("LISTEN_PID", "");
        if (!count.matches("\\d{1,4}") || (!meant.isEmpty() && !meant.equals(Long.toString(pid)))) {
            return List.of();
        }
        return IntStream.range(FIRST, FIRST + Integer.parseInt(count)).boxed().toList();
    }
}
