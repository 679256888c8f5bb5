package daruma.probes.check;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Refused;
import daruma.probes.time.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogCheckTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Incarnation WEB = new Incarnation(new InstanceId(new AppName("web"), 0), 1);

    private final List<LogCheck.Line> log = new ArrayList<>();

    @Test
    void a_line_since_the_launch_is_good_for_ever() {
        var check = new LogCheck(WEB, "listening on \\d+", NOON, true, this::last);
        write(-1, "listening on 1");
        assertThat(make(check)).isEqualTo(new Outcome.Failed("no line with \"listening on \\d+\" in the output"));
        write(1, "now listening on 3000");
        assertThat(make(check)).isInstanceOf(Outcome.Passed.class);
        log.clear();
        assertThat(make(check)).isInstanceOf(Outcome.Passed.class);
    }

    @Test
    void for_liveness_each_check_asks_for_a_new_line() {
        var check = new LogCheck(WEB, "tick", NOON, false, this::last);
        write(1, "tick");
        assertThat(make(check)).isInstanceOf(Outcome.Passed.class);
        assertThat(make(check)).isInstanceOf(Outcome.Failed.class);
        write(2, "tick");
        assertThat(make(check)).isInstanceOf(Outcome.Passed.class);
    }

    @Test
    void a_log_that_cannot_be_searched_says_nothing_about_the_program() {
        var check = new LogCheck(WEB, "(a+)+", NOON, true, (_, _, _) -> {
            throw new Refused("it takes too long");
        });
        assertThat(make(check)).isInstanceOf(Outcome.Broken.class);
    }

    private static Outcome make(LogCheck check) {
        return check.make(Deadline.in(Duration.ofSeconds(1)));
    }

    private void write(int second, String text) {
        log.add(new LogCheck.Line(NOON.plusSeconds(second), text));
    }

    private Optional<LogCheck.Line> last(Incarnation incarnation, String pattern, Instant since) {
        return log.reversed().stream()
                .filter(line -> !line.time().isBefore(since)
                        && Pattern.compile(pattern).matcher(line.text()).find())
                .findFirst();
    }
}
