package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Method;
import daruma.control.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

class RehearsalTest extends WithDaemon {
    @Test
    void a_rehearsal_runs_everyday_commands_changes_nothing_and_prints_nothing() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.api())));
        assertThat(shell().run("__rehearse")).isEqualTo(new Shell.Result(0, "", ""));
        assertThat(daemon.requests())
                .isNotEmpty()
                .noneMatch(request -> request instanceof Request.Start || request instanceof Request.Shutdown);
    }

    @Test
    void without_a_daemon_a_rehearsal_has_failed() {
        daemon.close();
        java.io.File state = home.resolve("state/x").toFile();
        assertThat(state.mkdirs()).isTrue();
        assertThat(shell().run("__rehearse").exit()).isEqualTo(1);
    }
}
