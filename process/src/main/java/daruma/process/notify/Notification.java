package daruma.process.notify;

import java.util.Map;
import java.util.Optional;

/**
 * One message of sd_notify.
 *
 * @param pid who sent it, by the kernel's word; 0 if the sender lives in another pid namespace
 * @param uid the sender's user
 * @param values the lines {@code KEY=value}; of a repeated key the last
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_notify.3.html">sd_notify(3)</a>
 */
public record Notification(int pid, int uid, Map<String, String> values) {
    public Notification {
        values = Map.copyOf(values);
    }

    /** {@code READY=1}: the start is over. */
    public boolean ready() {
        return "1".equals(values.get("READY"));
    }

    /** {@code STOPPING=1}: it has begun to shut down. */
    public boolean stopping() {
        return "1".equals(values.get("STOPPING"));
    }

    /** {@code RELOADING=1}: it reads its configuration anew; {@code READY=1} follows. */
    public boolean reloading() {
        return "1".equals(values.get("RELOADING"));
    }

    /** {@code WATCHDOG=1}: it is alive. */
    public boolean watchdog() {
        return "1".equals(values.get("WATCHDOG"));
    }

    /** {@code STATUS=…}: a line for people. */
    public Optional<String> status() {
        return Optional.ofNullable(values.get("STATUS"));
    }
}
