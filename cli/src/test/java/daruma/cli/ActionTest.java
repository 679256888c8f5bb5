package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Method;
import daruma.control.Request;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** stop, restart, delete, reset, save, resurrect, kill. */
class ActionTest extends WithDaemon {
    @BeforeEach
    void answers() {
        var changed = new Answer.Changed(List.of(Apps.api()), List.of());
        daemon.answers(Method.STOP, changed)
                .answers(Method.RESTART, changed)
                .answers(Method.DELETE, changed)
                .answers(Method.RESET, changed)
                .answers(Method.RESURRECT, changed)
                .answers(Method.SAVE, new Answer.Done())
                .when(Method.SHUTDOWN, (_, stage) -> {
                    stage.done(new Answer.Done());
                    daemon.close();
                })
                .answers(Method.LIST, new Answer.Listing(List.of(Apps.api(), Apps.worker())));
    }

    @Test
    void stop_tells_the_time_and_shows_the_row() {
        var result = shell().run("stop", "api", "worker/0");
        assertThat(result.err()).isEqualTo("✓ api  stopped in 0 ms\n");
        assertThat(result.out()).startsWith("NAME").contains("api");
        assertThat(daemon.last(Request.Stop.class)).contains(new Request.Stop(List.of("api", "worker/0"), true));
    }

    @Test
    void restart_keeps_the_environment_unless_told() {
        shell().run("restart", "all");
        assertThat(daemon.last(Request.Restart.class))
                .contains(new Request.Restart(List.of("all"), Optional.<Map<String, String>>empty(), true));
        shell().env("NEW", "1").run("restart", "all", "--update-env");
        assertThat(daemon.last(Request.Restart.class)
                        .orElseThrow()
                        .inheritedEnv()
                        .orElseThrow())
                .containsEntry("NEW", "1");
    }

    @Test
    void delete_has_short_names() {
        for (var alias : List.of("delete", "del", "rm")) {
            assertThat(shell().run(alias, "api").err()).as(alias).contains("deleted");
        }
    }

    @Test
    void delete_all_asks_on_a_terminal_and_only_there() {
        var no = shell().onTerminal(80).env("NO_COLOR", "1").typing("n\n").run("delete", "all");
        assertThat(no.err()).startsWith("delete all apps? [y/N] ").contains("nothing was deleted");
        assertThat(no.exit()).isEqualTo(1);
        assertThat(daemon.last(Request.Delete.class)).isEmpty();
        assertThat(shell().onTerminal(80).typing("y\n").run("delete", "all").exit())
                .isZero();
        assertThat(shell().onTerminal(80).run("delete", "all", "--yes").exit()).isZero();
        assertThat(shell().onTerminal(80)
                        .env("DARUMA_YES", "1")
                        .run("delete", "all")
                        .exit())
                .isZero();
        assertThat(shell().run("delete", "all").err()).doesNotContain("?");
        assertThat(shell().onTerminal(80).run("delete", "api").err()).doesNotContain("?");
    }

    @Test
    void a_dry_run_names_the_apps_and_changes_nothing() {
        for (var verb : List.of("stop", "restart", "delete")) {
            assertThat(shell().run(verb, "all", "--dry-run").out())
                    .isEqualTo("would " + verb + " api\nwould " + verb + " worker\n");
        }
        assertThat(daemon.requests()).allMatch(Request.ListApps.class::isInstance);
    }

    @Test
    void save_and_resurrect_say_what_they_did() {
        assertThat(shell().run("save").err()).contains("saved");
        assertThat(shell().run("resurrect").err()).contains("✓ api  ready");
        assertThat(shell().run("reset", "api").err()).contains("reset");
    }

    @Test
    void kill_stops_the_apps_too_and_comes_back_when_the_daemon_is_gone() {
        assertThat(shell().run("kill").exit()).isZero();
        assertThat(daemon.last(Request.Shutdown.class)).contains(new Request.Shutdown(true));
        assertThat(shell().run("ping").exit()).isEqualTo(5);
    }

    @Test
    void kill_can_leave_the_apps_alone() {
        assertThat(shell().run("kill", "--keep-apps").err()).contains("apps go on running");
        assertThat(daemon.last(Request.Shutdown.class)).contains(new Request.Shutdown(false));
    }

    @Test
    void a_deletion_that_leaves_no_rows_still_says_so() {
        daemon.answers(Method.DELETE, new Answer.Changed(List.of(), List.of()));
        var result = shell().run("delete", "api");
        assertThat(result.err()).contains("deleted");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void kill_without_a_daemon_is_done_already() {
        daemon.close();
        var result = shell().run("kill");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).contains("no daemon is running");
    }

    @Test
    void without_a_daemon_nothing_but_start_and_resurrect_starts_one() {
        daemon.close();
        for (var args : List.of(
                List.of("stop", "api"),
                List.of("restart", "api"),
                List.of("delete", "api"),
                List.of("save"),
                List.of("logs"),
                List.of("why", "api"),
                List.of("events"),
                List.of("pid"),
                List.of("env", "api"))) {
            var result = shell().daemonCommand("/no/such/launcher").run(args.toArray(new String[0]));
            assertThat(result.exit()).as(args.toString()).isEqualTo(5);
            assertThat(result.err()).as(args.toString()).startsWith("error: no daemon is running");
        }
    }
}
