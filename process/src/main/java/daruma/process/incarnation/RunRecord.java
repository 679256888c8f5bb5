package daruma.process.incarnation;

import daruma.process.launch.Outcome;
import daruma.process.launch.Usage;
import daruma.process.proc.ProcessIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Lines of {@code key=value}: a pid record, an exit record, or what came through the status pipe. */
final class RunRecord {
    private final Map<String, String> values = new HashMap<>();
    private final List<String> notices = new ArrayList<>();

    private RunRecord() {}

    /** Lines that are no {@code key=value} are skipped, and so is a last one that is not complete. */
    static RunRecord parse(String text) {
        var record = new RunRecord();
        int at = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
            int equals = text.indexOf('=', at);
            if (equals > at && equals < end) {
                var key = text.substring(at, equals);
                var value = text.substring(equals + 1, end);
                if ("notice".equals(key)) {
                    record.notices.add(value);
                } else {
                    record.values.put(key, value);
                }
            }
            at = end + 1;
        }
        return record;
    }

    List<String> notices() {
        return notices;
    }

    Optional<String> stage() {
        return Optional.ofNullable(values.get("stage"));
    }

    int errno() {
        return number("errno").orElse(0);
    }

    Optional<String> bootId() {
        return Optional.ofNullable(values.get("boot"));
    }

    Optional<ProcessIdentity> program() {
        return identity("pid", "start");
    }

    Optional<ProcessIdentity> shim() {
        return identity("shim", "shimstart");
    }

    /** Whether both tell of the same program, as far as they tell. */
    boolean sameProgram(RunRecord other) {
        return program().isEmpty() || other.program().isEmpty() || program().equals(other.program());
    }

    Optional<Outcome> outcome() {
        boolean exact = !"0".equals(values.get("exact"));
        var code = number("code");
        var signal = number("signal");
        if (signal.isPresent()) {
            return Optional.of(new Outcome.Signaled(signal.getAsInt(), "1".equals(values.get("core")), exact));
        }
        if (code.isPresent()) {
            return Optional.of(new Outcome.Exited(code.getAsInt(), exact || code.getAsInt() <= 128));
        }
        return Optional.empty();
    }

    boolean swept() {
        return "1".equals(values.get("swept"));
    }

    Optional<Instant> moment(String key) {
        var text = values.get(key);
        if (text == null) {
            return Optional.empty();
        }
        int dot = text.indexOf('.');
        var whole = digits(dot < 0 ? text : text.substring(0, dot));
        var fraction = dot < 0 ? Long.valueOf(0) : digits((text.substring(dot + 1) + "000000000").substring(0, 9));
        return whole == null || fraction == null
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(whole, fraction));
    }

    Optional<Usage> usage() {
        var user = digits(values.get("utime_us"));
        var system = digits(values.get("stime_us"));
        var rss = digits(values.get("maxrss_kb"));
        return user == null || system == null || rss == null
                ? Optional.empty()
                : Optional.of(new Usage(user, system, rss));
    }

    private Optional<ProcessIdentity> identity(String pidKey, String startKey) {
        var pid = digits(values.get(pidKey));
        var start = digits(values.get(startKey));
        return pid == null || pid <= 1 || pid > Integer.MAX_VALUE
                ? Optional.empty()
                : Optional.of(new ProcessIdentity(
                        pid.intValue(), start == null ? 0 : start, values.getOrDefault("boot", "")));
    }

    private OptionalInt number(String key) {
        var value = digits(values.get(key));
        return value == null || value > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(value.intValue());
    }

    private static @Nullable Long digits(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 18) {
            return null;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return null;
            }
            value = value * 10 + (digit - '0');
        }
        return value;
    }
}
