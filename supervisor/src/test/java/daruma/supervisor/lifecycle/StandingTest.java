package daruma.supervisor.lifecycle;

import static daruma.supervisor.lifecycle.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.ExitStatus;
import daruma.model.StatusWord;
import daruma.supervisor.status.Standing;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final InstanceState.CrashLooping LOOP =
            new InstanceState.CrashLooping(NOON.plusSeconds(72), NOON, 6, "exit code 1 after 312 ms");

    @Test
    void a_crash_loop_tells_its_reason_and_its_next_try() {
        var status = Standing.of(Samples.in(LOOP, Samples.RUN), NOON.plusSeconds(60));
        assertThat(status.status()).isEqualTo(StatusWord.CRASH_LOOP);
        assertThat(status.nextTryAt()).contains(NOON.plusSeconds(72));
        assertThat(status.reason()).contains("exit code 1 after 312 ms; crash loop for 60 s, next try in 12 s");
        assertThat(status.process()).isEmpty();
    }

    @Test
    void a_process_on_its_way_tells_how_long_it_has() {
        var status = Standing.of(Samples.in(Samples.starting(), Samples.RUN), NOON.plusSeconds(12));
        assertThat(status.status()).isEqualTo(StatusWord.STARTING);
        assertThat(status.ready()).isFalse();
        assertThat(status.process()).contains(Samples.PROCESS);
        assertThat(status.startedAt()).contains(NOON);
        assertThat(status.reason()).contains("not ready yet; it has 48 s left");
    }

    @Test
    void an_app_stands_as_its_worst_instance_does() {
        var app = Standing.of(
                Samples.APP, List.of(Samples.in(Samples.running(), Samples.RUN), Samples.in(LOOP, Samples.RUN)), NOON);
        assertThat(app.status()).isEqualTo(StatusWord.CRASH_LOOP);
        assertThat(app.ready()).isEqualTo(1);
        assertThat(app.release()).isEqualTo("r1");
    }

    @Test
    void an_app_without_instances_yet_is_starting_if_it_should_run() {
        assertThat(Standing.of(Samples.APP, List.of(), NOON).status()).isEqualTo(StatusWord.STARTING);
        assertThat(Standing.of(Samples.APP.withRunning(false), List.of(), NOON).status())
                .isEqualTo(StatusWord.STOPPED);
    }

    @Test
    void a_completed_job_tells_how_it_ended() {
        var status = Standing.of(Samples.in(new InstanceState.Completed(new ExitStatus.Exited(0)), Samples.RUN), NOON);
        assertThat(status.status()).isEqualTo(StatusWord.COMPLETED);
        assertThat(status.reason()).contains("exit code 0");
    }
}
