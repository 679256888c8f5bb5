package daruma.process.notify;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One message of sd_notify.
 *
 * @param pid who sent it, by the kernel's word; 0 if the sender lives in another pid namespace
 * @param uid the sender's user
 * @param values the lines {@code KEY=value}; of a repeated key the last
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_notify.3.html">sd_notify(3)</a>
 */
public record Notification(int pid, int uid, Map<String, String> values) {
    private static final Duration LONGEST = Duration.ofDays(1);

    public Notification {
        values = Map.copyOf(values);
    }

    /** Reads a datagram; lines without {@code =} are skipped. */
    public static Notification parse(int pid, int uid, String datagram) {
        var values = new HashMap<String, String>();
        datagram.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return new Notification(pid, uid, values);
    }

    /** {@code READY=1}: the start is over. */
    public boolean ready() {
        return "1".equals(values.get("READY"));
    }

    /** {@code READY=0}, a word of ours: it will say when it is ready, or is not ready any more. */
    public boolean notReady() {
        return "0".equals(values.get("READY"));
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

    /** {@code MAINPID=…}: which process is the program itself now. */
    public OptionalInt mainPid() {
        var text = values.get("MAINPID");
        return text != null && text.matches("[1-9][0-9]{0,8}")
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    /** {@code EXTEND_TIMEOUT_USEC=…}: how much more time it wants from now on, of what it is doing; a day at most. */
    public Optional<Duration> moreTime() {
        var text = values.get("EXTEND_TIMEOUT_USEC");
        if (text == null || !text.matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        var asked = Duration.of(Long.parseLong(text), ChronoUnit.MICROS);
        return Optional.of(asked.compareTo(LONGEST) < 0 ? asked : LONGEST);
    }

    /** {@code WATCHDOG=trigger}: it asks to be treated as if it had missed its time. */
    public boolean triggersWatchdog() {
        return "trigger".equals(values.get("WATCHDOG"));
    }

    /** {@code STATUS=…}: a line for people. */
    public Optional<String> status() {
        return Optional.ofNullable(values.get("STATUS"));
    }
}
