package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Method;
import daruma.control.Request;
import daruma.model.AppName;
import daruma.model.LogLine;
import daruma.model.Release;
import daruma.model.Rollout;
import daruma.model.RolloutStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** reload and rollout. */
class RolloutTest extends WithDaemon {
    private static final AppName WEB = new AppName("web");

    @BeforeEach
    void answers() {
        var changed = new Answer.Changed(List.of(Apps.balanced()), List.of());
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.balanced())))
                .answers(Method.RELOAD, changed)
                .answers(Method.ROLLOUT, changed);
    }

    @Test
    void reload_replaces_and_keeps_the_environment_unless_told() {
        var result = shell().run("reload", "web");
        assertThat(result.err()).isEqualTo("✓ web  reloaded in 0 ms  http://localhost:3000, balanced over 2\n");
        assertThat(daemon.last(Request.Reload.class))
                .contains(new Request.Reload(List.of("web"), Optional.<Map<String, String>>empty(), true));
        shell().env("NEW", "1").run("reload", "web", "--update-env", "--no-wait");
        assertThat(daemon.last(Request.Reload.class)
                        .orElseThrow()
                        .inheritedEnv()
                        .orElseThrow())
                .containsEntry("NEW", "1");
    }

    @Test
    void a_reload_that_failed_says_why_with_the_last_lines_and_ends_with_one() {
        var line = new LogLine(Shell.NOON, WEB, 2, 1, LogLine.Stream.ERR, "SyntaxError: missing )");
        daemon.answers(
                Method.RELOAD,
                new Answer.Changed(
                        List.of(Apps.balanced()),
                        List.of(new Answer.Failure(
                                WEB, "web/2 died before it was ready: exit code 1; it is back at r1", List.of(line)))));
        var result = shell().run("reload", "web");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("✗ web  web/2 died before it was ready: exit code 1; it is back at r1\n")
                .contains("    SyntaxError: missing )\n")
                .doesNotContain("reloaded");
    }

    @Test
    void each_word_is_asked_of_the_daemon() {
        for (var step : List.of("undo", "pause", "resume", "restart")) {
            assertThat(shell().run("rollout", step, "web").exit()).as(step).isZero();
            var asked = daemon.last(Request.Rollout.class).orElseThrow();
            assertThat(asked.step().name()).isEqualToIgnoringCase(step);
            assertThat(asked.to()).isEmpty();
        }
        for (var to : List.of("2", "r2")) {
            shell().run("rollout", "undo", "web", "--to", to);
            assertThat(daemon.last(Request.Rollout.class).orElseThrow().to()).isEqualTo(OptionalInt.of(2));
        }
        assertThat(shell().run("rollout", "undo", "web", "--to", "last").exit()).isEqualTo(2);
        var unknown = shell().run("rollout", "udno", "web");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("did you mean \"undo\"?");
    }

    @Test
    void history_shows_what_differs_and_marks_what_runs() {
        var change = new Answer.History.Change("env.LEVEL", Optional.of("info"), Optional.of("debug"));
        var second = new Release.Note(
                2, Optional.of("0123456789abcdef"), Optional.of(Shell.NOON.minusSeconds(60)), "daruma update web");
        daemon.answers(
                Method.RELEASES,
                new Answer.History(
                        WEB,
                        List.of(
                                new Answer.History.Entry(Release.Note.of(1), false, List.of()),
                                new Answer.History.Entry(second, true, List.of(change)))));
        assertThat(shell().run("rollout", "history", "web").out())
                .contains("r2 *")
                .contains("0123456789ab ")
                .contains("60s")
                .contains("daruma update web")
                .contains("env.LEVEL=info -> debug");
        assertThat(shell().run("rollout", "history", "web", "-o", "json").out())
                .startsWith(
                        "{\"name\":\"web\",\"releases\":[{\"number\":1,\"release\":\"r1\",\"current\":false,\"since\":null")
                .contains("\"since\":\"2026-01-01T11:59:00.000Z\"")
                .contains("{\"key\":\"env.LEVEL\",\"before\":\"info\",\"after\":\"debug\"}");
    }

    @Test
    void status_waits_until_it_is_over() {
        var asked = new AtomicInteger();
        daemon.when(Method.LIST, (_, stage) -> {
            var update = new RolloutStatus(Rollout.Kind.UPDATE, 1, 2, false, Optional.empty());
            stage.done(new Answer.Listing(
                    List.of(asked.incrementAndGet() < 5 ? Apps.balanced(3, Optional.of(update)) : Apps.balanced())));
        });
        var result = shell().run("rollout", "status", "web");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).contains("web  update: 1 of 2 replaced");
        assertThat(result.out()).isEqualTo("web  nothing is being replaced; it runs r2, 2 of 2 ready\n");
    }

    @Test
    void status_of_one_that_stands_still_or_goes_back_is_one() {
        var failed = new RolloutStatus(Rollout.Kind.UPDATE, 0, 2, true, Optional.of("web/2 died: exit code 1"));
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.balanced(2, Optional.of(failed)))));
        var result = shell().run("rollout", "status", "web");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("web  update: 0 of 2 replaced, paused; web/2 died: exit code 1\n");
    }

    @Test
    void a_list_shows_how_far_it_is_and_a_description_who_stands_in() {
        var update = new RolloutStatus(Rollout.Kind.UPDATE, 1, 2, false, Optional.empty());
        var app = Apps.balanced(3, Optional.of(update));
        daemon.answers(Method.LIST, new Answer.Listing(List.of(app)))
                .answers(Method.DESCRIBE, new Answer.Description(app, List.of(), List.of()));
        assertThat(shell().run("ls").out()).contains(":3000 -> 3").contains("update: 1 of 2 replaced");
        assertThat(shell().run("describe", "web").out())
                .contains("Rollout:     update: 1 of 2 replaced")
                .contains("Port:        3000, balanced; instances from 20016 on")
                .containsPattern("web/2 .*20018 +stands in");
        assertThat(shell().run("ls", "-o", "json").out())
                .contains("\"traffic\":\"balanced\"")
                .contains("\"rollout\":{\"kind\":\"update\",\"replaced\":1,\"of\":2,\"paused\":false,\"failure\":null}")
                .contains("\"port\":20018,\"beyond\":true");
    }
}
