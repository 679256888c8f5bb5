package daruma.control.codec;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.json.JsonText;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.AppStatus;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.Event;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.InstanceStatus;
import daruma.model.LastExit;
import daruma.model.LogLine;
import daruma.model.ProcessId;
import daruma.model.ProgramKind;
import daruma.model.StatusWord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScriptJsonTest {
    private static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");
    private static final AppName WEB = new AppName("web");

    @Test
    void a_listing_has_the_documented_shape() {
        assertThat(JsonText.print(ScriptJson.apps(List.of(web(new ExitStatus.Exited(1))))))
                .isEqualTo("[{\"id\":0,\"name\":\"web\",\"namespace\":\"default\",\"status\":\"running\",\"desired\":1,"
                        + "\"ready\":1,\"port\":3000,\"traffic\":\"own\",\"spare\":0,\"release\":\"r1\",\"rollout\":null,"
                        + "\"instances\":[{\"slot\":0,\"incarnation\":7,"
                        + "\"pid\":123,\"status\":\"running\",\"ready\":true,\"restarts\":2,"
                        + "\"startedAt\":\"2026-01-01T00:00:00.000Z\",\"cpuPercent\":0.1,\"memoryBytes\":1,"
                        + "\"lastExit\":{\"code\":1,\"signal\":null,\"core\":false,\"at\":\"2026-01-01T00:00:00.000Z\","
                        + "\"reason\":\"exit code 1\",\"asked\":false,\"forced\":false},"
                        + "\"nextTryAt\":null,\"reason\":null,\"notice\":null,\"says\":\"12 clients\","
                        + "\"port\":3000,\"beyond\":false}]}]");
    }

    @Test
    void a_signal_is_told_by_its_name() {
        assertThat(JsonText.print(ScriptJson.app(web(new ExitStatus.Signaled(11, true)))))
                .contains("\"lastExit\":{\"code\":null,\"signal\":\"SIGSEGV\",\"core\":true,");
    }

    @Test
    void what_is_not_known_is_null_and_not_absent() {
        var id = new InstanceId(WEB, 0);
        var down = new InstanceStatus(
                id,
                StatusWord.STOPPED,
                0,
                Optional.empty(),
                false,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        var app =
                new AppStatus(DesiredApp.first(0, spec()).withRunning(false), StatusWord.STOPPED, "r1", List.of(down));
        assertThat(JsonText.print(ScriptJson.app(app)))
                .contains("\"desired\":0,\"ready\":0,\"port\":null")
                .contains("\"pid\":null")
                .contains("\"startedAt\":null,\"cpuPercent\":null,\"memoryBytes\":null,\"lastExit\":null");
    }

    @Test
    void a_description_adds_to_the_listing_and_tells_no_secret() {
        var event = new Event(
                5, NEW_YEAR, Event.Type.WARNING, "Exited", "web/0", 7, "m", "c", "r", "d", OptionalLong.of(4));
        var line = new LogLine(NEW_YEAR, WEB, 0, 7, LogLine.Stream.ERR, "boom");
        var text = JsonText.print(ScriptJson.description(web(new ExitStatus.Exited(1)), List.of(event), List.of(line)));
        assertThat(text)
                .startsWith("{\"id\":0,\"name\":\"web\"")
                .contains("\"spec\":{\"name\":\"web\"", "\"probes\":[{\"slot\":0,")
                .contains("\"events\":[{\"id\":5,\"time\":\"2026-01-01T00:00:00.000Z\",\"type\":\"Warning\"")
                .contains("\"logs\":[{\"time\":\"2026-01-01T00:00:00.000Z\",\"app\":\"web\",\"slot\":0,"
                        + "\"stream\":\"err\",\"message\":\"boom\"}]")
                .doesNotContain("hunter2");
    }

    @Test
    void info_without_a_daemon_says_null() {
        assertThat(JsonText.print(ScriptJson.info("1", "/h", "/h/s", "/h/l", "25", Optional.empty())))
                .isEqualTo("{\"version\":\"1\",\"home\":\"/h\",\"socket\":\"/h/s\",\"logs\":\"/h/l\",\"java\":\"25\","
                        + "\"daemon\":null}");
        assertThat(JsonText.print(ScriptJson.info(
                        "1", "/h", "/h/s", "/h/l", "25", Optional.of(new ScriptJson.Daemon(9, NEW_YEAR, 3)))))
                .endsWith("\"daemon\":{\"pid\":9,\"startedAt\":\"2026-01-01T00:00:00.000Z\",\"adopted\":3}}");
    }

    private static AppSpec spec() {
        return AppSpec.of(WEB, new Command(List.of("/bin/true"), Path.of("/"), ProgramKind.BINARY, Optional.empty()))
                .withEnv(Map.of("PASSWORD", "hunter2"));
    }

    private static AppStatus web(ExitStatus exit) {
        var id = new InstanceId(WEB, 0);
        var instance = new InstanceStatus(
                id,
                StatusWord.RUNNING,
                7,
                Optional.of(new ProcessId(123, 1)),
                true,
                2,
                Optional.of(NEW_YEAR),
                Optional.of(NEW_YEAR),
                Optional.empty(),
                OptionalInt.of(3_000),
                Optional.of(new InstanceStatus.Usage(0.1, 1, 1, NEW_YEAR)),
                Optional.of(new LastExit(new Incarnation(id, 6), exit, NEW_YEAR, Duration.ofSeconds(1), false, false)),
                Optional.empty(),
                Optional.empty(),
                Optional.of("12 clients"));
        return new AppStatus(DesiredApp.first(0, spec()), StatusWord.RUNNING, "r1", List.of(instance));
    }
}
