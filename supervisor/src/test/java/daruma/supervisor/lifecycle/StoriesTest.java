package daruma.supervisor.lifecycle;

import static daruma.supervisor.lifecycle.Samples.NOON;
import static daruma.supervisor.lifecycle.Samples.number;
import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.DesiredApp;
import daruma.model.ExitStatus;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import daruma.model.Signal;
import daruma.supervisor.status.StartOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Lives of one instance, told as {@code daruma why} tells them. */
class StoriesTest {
    private final List<Action> actions = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private Instant now = NOON;
    private Instance instance = Lifecycle.begin(Samples.WEB, Samples.DOWN, 0, NOON);

    @Test
    void a_program_is_started_becomes_ready_and_is_stopped() {
        happens(new InstanceEvent.GoalChanged(Samples.RUN, "daruma start web"));
        assertThat(actions).containsExactly(new Action.Launch(new LaunchOrder(number(1), Samples.APP)));
        after(Duration.ofMillis(4), new InstanceEvent.Launched(number(1), Samples.PROCESS));
        after(Duration.ofMillis(408), ready(1));
        after(Duration.ofSeconds(5), new InstanceEvent.GoalChanged(Samples.DOWN, "daruma stop web"));
        assertThat(actions).contains(new Action.Terminate(number(1), Signal.SIGTERM));
        after(Duration.ofMillis(30), exited(1, 0, Duration.ofMillis(5_442)));

        assertThat(instance.state()).isEqualTo(new InstanceState.Stopped());
        assertThat(messages())
                .containsExactly(
                        "Started: started as pid 4121",
                        "Ready: ready after 412 ms: port 3000 accepts connections",
                        "Stopping: daruma stop web; send SIGTERM, kill it in 10 s",
                        "Stopped: exit code 0 after 5.4 s; it stays down");
        assertThat(instance.memory().lastExit().orElseThrow().asked()).isTrue();
        assertThat(instance.memory().tally().deaths()).isEmpty();
    }

    @Test
    void the_first_death_is_answered_at_once_and_the_third_with_a_wait_that_is_told() {
        startAndLaunch();
        after(Duration.ofMillis(312), exited(1, 1, Duration.ofMillis(312)));
        assertThat(actions).startsWith(new Action.Launch(new LaunchOrder(number(2), Samples.APP)));
        dies(2, Duration.ofMillis(312));
        wakes();
        dies(3, Duration.ofMillis(312));

        var last = told.getLast();
        assertThat(last.cause()).isEqualTo("exit code 1 after 312 ms");
        assertThat(last.rule()).isEqualTo("restart always, back-off: 3rd death in 60 s");
        assertThat(last.decision()).isEqualTo("start again in 400 ms");
        assertThat(instance.memory().restarts()).isEqualTo(2);
        assertThat(StartOutcome.of(instance))
                .isEqualTo(new StartOutcome.Failed(
                        "died 3 times before it was ready, the last time with exit code 1 after 312 ms"));
    }

    @Test
    void a_crash_loop_is_said_once_and_tried_for_ever() {
        startAndLaunch();
        for (var number = 1; number <= 8; number++) {
            if (number > 1) {
                launched(number);
            }
            happens(exited(number, 1, Duration.ZERO));
            wakes();
        }
        assertThat(told.stream().filter(t -> t.reason().equals("CrashLoopBackOff")))
                .hasSize(1);
        assertThat(messages())
                .contains("CrashLoopBackOff: 5 deaths in 60 s, the last with exit code 1 after 0 ms;"
                        + " keep trying every 30 s or so; next try in 33 s");
        assertThat(instance.state()).isInstanceOf(InstanceState.Launching.class);
    }

    @Test
    void a_stable_time_ends_a_crash_loop() {
        a_crash_loop_is_said_once_and_tried_for_ever();
        launched(9);
        happens(ready(9));
        assertThat(((InstanceState.Running) instance.state()).stableAt()).contains(now.plusSeconds(66));
        wakes();
        assertThat(messages().getLast()).isEqualTo("Stable: ready for 1 min 6 s; the crash loop is over");
        after(Duration.ofMinutes(20), exited(9, 1, Duration.ofMinutes(21)));
        assertThat(told.getLast().decision()).isEqualTo("start again at once");
    }

    @Test
    void a_program_that_is_not_ready_in_time_is_ended_and_counts_as_a_failed_start() {
        startAndLaunch();
        wakes();
        assertThat(told.getLast().cause()).isEqualTo("not ready 60 s after its launch");
        assertThat(told.getLast().decision())
                .isEqualTo("send SIGTERM, kill it in 10 s, and count it as a failed start");
        wakes();
        assertThat(actions.getLast()).isEqualTo(new Action.Kill(number(1)));
        happens(new InstanceEvent.Ended(
                number(1), new ExitStatus.Signaled(9, false), Duration.ofSeconds(70), now, false));
        assertThat(instance.memory().lastExit().orElseThrow().forced()).isTrue();
        assertThat(StartOutcome.of(instance)).isInstanceOf(StartOutcome.Failed.class);
        assertThat(instance.state()).isInstanceOf(InstanceState.Launching.class);
    }

    @Test
    void a_restart_during_back_off_tries_at_once_with_a_clean_sheet() {
        startAndLaunch();
        dies(1, Duration.ZERO);
        dies(2, Duration.ZERO);
        assertThat(instance.state()).isInstanceOf(InstanceState.BackingOff.class);
        happens(new InstanceEvent.GoalChanged(Samples.RUN_NEWER, "daruma restart web"));
        assertThat(instance.state()).isInstanceOf(InstanceState.Launching.class);
        assertThat(instance.memory().tally().deaths()).isEmpty();
    }

    @Test
    void a_stop_during_the_launch_ends_it_as_soon_as_it_is_there() {
        happens(new InstanceEvent.GoalChanged(Samples.RUN, "daruma start web"));
        happens(new InstanceEvent.GoalChanged(Samples.DOWN, "daruma stop web"));
        assertThat(instance.state()).isInstanceOf(InstanceState.Launching.class);
        launched(1);
        assertThat(actions.getLast()).isEqualTo(new Action.Terminate(number(1), Signal.SIGTERM));
        happens(exited(1, 143, Duration.ofMillis(5)));
        assertThat(instance.state()).isEqualTo(new InstanceState.Stopped());
    }

    @Test
    void a_start_during_the_stop_starts_it_again_once_it_is_gone() {
        startAndLaunch();
        happens(ready(1));
        happens(new InstanceEvent.GoalChanged(Samples.DOWN, "daruma stop web"));
        actions.clear();
        happens(new InstanceEvent.GoalChanged(Samples.RUN, "daruma start web"));
        assertThat(actions).isEmpty();
        happens(exited(1, 0, Duration.ofSeconds(1)));
        assertThat(actions)
                .containsExactly(
                        new Action.Launch(new LaunchOrder(number(2), Samples.APP)), new Action.ForgetHealth(number(1)));
    }

    @Test
    void a_delete_during_back_off_leaves_nothing_behind() {
        startAndLaunch();
        dies(1, Duration.ZERO);
        dies(2, Duration.ZERO);
        happens(new InstanceEvent.GoalChanged(Samples.GONE, "daruma delete web"));
        assertThat(actions.getLast()).isEqualTo(new Action.Forget(Samples.WEB));
    }

    @Test
    void a_program_that_does_not_exist_fails_its_start_after_two_tries() {
        happens(new InstanceEvent.GoalChanged(Samples.RUN, "daruma start web"));
        for (var number = 1; number <= 2; number++) {
            assertThat(StartOutcome.of(instance)).isEqualTo(new StartOutcome.Pending());
            happens(new InstanceEvent.Ended(
                    number(number), new ExitStatus.NeverRan("exec", 2), Duration.ZERO, now, false));
        }
        assertThat(StartOutcome.of(instance))
                .isEqualTo(new StartOutcome.Failed(
                        "could not be started: exec failed, ENOENT (no such file or directory)"));
        assertThat(told.getLast().reason()).isEqualTo("StartFailed");
    }

    @Test
    void a_job_that_ends_well_is_completed() {
        var job = Samples.run(RestartPolicy.DEFAULT.withMode(RestartMode.ON_FAILURE));
        happens(new InstanceEvent.GoalChanged(job, "daruma start job"));
        launched(1);
        happens(exited(1, 0, Duration.ofMillis(80)));
        assertThat(instance.state()).isEqualTo(new InstanceState.Completed(new ExitStatus.Exited(0)));
        assertThat(StartOutcome.of(instance)).isEqualTo(new StartOutcome.Completed(new ExitStatus.Exited(0)));
        assertThat(instance.state().wakeAt()).isEmpty();
    }

    @Test
    void an_end_with_the_machine_is_no_crash() {
        startAndLaunch();
        happens(new InstanceEvent.Ended(number(1), new ExitStatus.Unknown("reboot"), Duration.ofHours(3), now, true));
        assertThat(instance.memory().tally().deaths()).isEmpty();
        assertThat(instance.memory().restarts()).isZero();
        assertThat(instance.state()).isInstanceOf(InstanceState.Launching.class);
    }

    @Test
    void an_incarnation_that_is_newer_than_what_is_desired_is_left_alone() {
        // Desired state fell back to its last good copy: no reason to end what works.
        instance = Samples.in(Samples.running(), new Goal.Run(Samples.APP));
        var older = new DesiredApp(0, Samples.SPEC, true, 1, 0);
        var newerLife = new Life(number(7), Samples.PROCESS, new Aim(4, 2), NOON, Optional.empty(), Optional.empty());
        instance = instance.with(
                new InstanceState.Running(newerLife, NOON, OptionalInt.empty(), Optional.empty(), Optional.empty()));
        happens(new InstanceEvent.GoalChanged(new Goal.Run(older), "the daemon came back"));
        assertThat(actions).isEmpty();
    }

    @Test
    void a_completed_job_stays_completed_over_a_restart_of_the_daemon() {
        a_job_that_ends_well_is_completed();
        var again = Lifecycle.recall(instance.memory(), instance.goal(), now);
        var decision = Lifecycle.decide(
                again, new InstanceEvent.GoalChanged(instance.goal(), "the daemon came back"), now, 0.5);
        assertThat(decision.next().state()).isInstanceOf(InstanceState.Completed.class);
        assertThat(decision.actions()).isEmpty();
    }

    @Test
    void an_end_that_is_remembered_is_not_told_again() {
        startAndLaunch();
        happens(exited(1, 1, Duration.ofMillis(312)));
        var again = Lifecycle.recall(instance.memory(), instance.goal(), now);
        var decision = Lifecycle.decide(again, exited(1, 1, Duration.ofMillis(312)), now, 0.5);
        assertThat(decision.told()).isEmpty();
        assertThat(decision.next()).isEqualTo(again);
    }

    private void startAndLaunch() {
        happens(new InstanceEvent.GoalChanged(Samples.RUN, "daruma start web"));
        launched(1);
        actions.clear();
    }

    private void dies(int number, Duration uptime) {
        if (number > 1) {
            launched(number);
        }
        after(uptime, exited(number, 1, uptime));
    }

    private void launched(int number) {
        happens(new InstanceEvent.Launched(number(number), Samples.PROCESS));
    }

    private static InstanceEvent ready(int number) {
        return new InstanceEvent.BecameReady(number(number), "port 3000 accepts connections", OptionalInt.of(3_000));
    }

    private InstanceEvent exited(int number, int code, Duration uptime) {
        return new InstanceEvent.Ended(number(number), new ExitStatus.Exited(code), uptime, now, false);
    }

    private void wakes() {
        if (instance.state().wakeAt().isPresent() && !(instance.state() instanceof InstanceState.Launching)) {
            now = instance.state().wakeAt().get();
            happens(new InstanceEvent.DeadlinePassed());
        }
    }

    private void after(Duration time, InstanceEvent event) {
        now = now.plus(time);
        happens(event);
    }

    private void happens(InstanceEvent event) {
        var decision = Lifecycle.decide(instance, event, now, 0.5);
        instance = decision.next();
        actions.addAll(decision.actions());
        told.addAll(decision.told());
    }

    private List<String> messages() {
        return told.stream().map(t -> t.reason() + ": " + t.message()).toList();
    }
}
