package daruma.supervisor.lifecycle;

import static daruma.supervisor.lifecycle.Samples.NOON;
import static daruma.supervisor.lifecycle.Samples.number;
import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.DesiredApp;
import daruma.model.Event;
import daruma.model.ExitStatus;
import daruma.model.Health;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.ProcessId;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import daruma.model.Signal;
import daruma.model.StatusWord;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.restart.Death;
import daruma.supervisor.status.Standing;
import daruma.supervisor.status.StartOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        assertThat(told.getLast().rule()).isEqualTo("start deadline 60 s");
        assertThat(told.getLast().decision()).isEqualTo("gather evidence for 2 s at most, then end it");
        assertThat(actions)
                .containsExactly(new Action.Gather(
                        number(1),
                        Samples.APP,
                        Optional.of(Samples.PROCESS),
                        Optional.of(Ailment.START_OVERDUE),
                        Optional.empty(),
                        "not ready 60 s after its launch",
                        "start deadline 60 s"));
        assertThat(instance.state().wakeAt()).contains(now.plusSeconds(2));
        happens(new InstanceEvent.Gathered(number(1)));
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
    void a_program_that_asks_for_more_time_to_start_gets_it_again_and_again() {
        startAndLaunch();
        after(Duration.ofSeconds(50), moreTime(Duration.ofSeconds(30)));
        assertThat(instance.state().wakeAt()).contains(NOON.plusSeconds(80));
        after(Duration.ofSeconds(20), moreTime(Duration.ofSeconds(5)));
        assertThat(instance.state().wakeAt()).as("never earlier").contains(NOON.plusSeconds(80));
        after(Duration.ofSeconds(5), moreTime(Duration.ofSeconds(30)));
        assertThat(instance.state().wakeAt()).contains(NOON.plusSeconds(105));
        assertThat(messages())
                .as("told once")
                .endsWith("MoreTime: the program asks for 30 s more to start; wait for its readiness");
        wakes();
        assertThat(told.getLast().cause()).isEqualTo("not ready 1 min 45 s after its launch");
        assertThat(told.getLast().rule()).isEqualTo("start deadline 60 s, extended as the program asked");
    }

    @Test
    void a_program_that_asks_for_more_time_to_end_gets_it_until_it_is_killed() {
        startAndRun();
        happens(moreTime(Duration.ofHours(1)));
        assertThat(told).as("it has no deadline to be extended").hasSize(2);
        happens(new InstanceEvent.GoalChanged(Samples.DOWN, "daruma stop web"));
        var asked = now;
        after(Duration.ofSeconds(8), moreTime(Duration.ofSeconds(20)));
        assertThat(instance.state().wakeAt()).contains(asked.plusSeconds(28));
        wakes();
        assertThat(actions).endsWith(new Action.Kill(number(1)));
        assertThat(told.getLast().cause()).isEqualTo("it did not end within 28 s");
        assertThat(told.getLast().rule()).isEqualTo("kill after the grace period, extended as the program asked");
        var again = instance.state().wakeAt();
        happens(moreTime(Duration.ofHours(1)));
        assertThat(instance.state().wakeAt()).as("too late").isEqualTo(again);
    }

    @Test
    void what_a_program_says_of_itself_is_shown_until_it_ends() {
        startAndLaunch();
        happens(new InstanceEvent.Said(number(1), new ProgramWord.Status("reading 12 of 40 files")));
        assertThat(Standing.of(instance, now).says()).contains("reading 12 of 40 files");
        happens(ready(1));
        assertThat(Standing.of(instance, now).says()).contains("reading 12 of 40 files");
        happens(new InstanceEvent.Said(number(1), new ProgramWord.Status("")));
        assertThat(Standing.of(instance, now).says()).isEmpty();
        happens(new InstanceEvent.Said(number(1), new ProgramWord.Status("12 clients")));
        happens(exited(1, 1, Duration.ofSeconds(1)));
        launched(2);
        assertThat(Standing.of(instance, now).says()).isEmpty();
    }

    @Test
    void the_main_process_that_a_program_names_is_shown_and_looked_at() {
        startAndRun();
        var named = new ProcessId(4_242, 88);
        happens(new InstanceEvent.Said(number(1), new ProgramWord.MainProcess(named)));
        assertThat(Standing.of(instance, now).process()).contains(named);
        assertThat(messages())
                .endsWith("MainProcess: the program says that pid 4242 is its main process, no longer pid 4121;"
                        + " look at that one from now on");
        happens(ailing(Ailment.HUNG, Optional.empty()));
        happens(new InstanceEvent.HealingAllowed(number(1)));
        assertThat(actions.getLast())
                .isInstanceOfSatisfying(
                        Action.Gather.class,
                        gather -> assertThat(gather.process()).contains(named));
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
        instance = Samples.in(Samples.running(), new Goal.Run(Samples.APP, 0));
        var older = new DesiredApp(0, Samples.SPEC, true, 1, 0);
        var newerLife = new Life(number(7), Samples.PROCESS, new Aim(4, 2), NOON, Optional.empty());
        instance = instance.with(
                new InstanceState.Running(newerLife, NOON, OptionalInt.empty(), Optional.empty(), Optional.empty()));
        happens(new InstanceEvent.GoalChanged(new Goal.Run(older, 0), "the daemon came back"));
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

    @Test
    void a_sick_program_is_examined_then_ended_and_its_end_counts_as_a_death() {
        startAndRun();
        after(Duration.ofMinutes(5), ailing(Ailment.LIVENESS_FAILED, Optional.empty()));
        assertThat(actions).isEmpty();
        happens(new InstanceEvent.HealingAllowed(number(1)));
        assertThat(actions)
                .containsExactly(new Action.Gather(
                        number(1),
                        Samples.APP,
                        Optional.of(Samples.PROCESS),
                        Optional.of(Ailment.LIVENESS_FAILED),
                        Optional.empty(),
                        "liveness failed: HTTP 503 from /healthz",
                        "3 failures in a row"));
        after(Duration.ofMillis(700), new InstanceEvent.Gathered(number(1)));
        assertThat(actions).endsWith(new Action.Terminate(number(1), Signal.SIGTERM));
        assertThat(instance.state().wakeAt()).contains(now.plusSeconds(10));
        actions.clear();
        after(Duration.ofMillis(300), exited(1, 143, Duration.ofSeconds(301)));

        assertThat(actions).startsWith(new Action.Launch(new LaunchOrder(number(2), Samples.APP)));
        assertThat(actions).anySatisfy(action -> assertThat(action).isInstanceOf(Action.Gather.class));
        assertThat(messages().subList(2, messages().size()))
                .containsExactly(
                        "Unhealthy: liveness failed: HTTP 503 from /healthz;"
                                + " gather evidence for 2 s at most, then end it",
                        "Stopping: the evidence is gathered; send SIGTERM, kill it in 10 s, and count it as a death",
                        "Exited: liveness failed: HTTP 503 from /healthz; ended with exit code 143 after 5 min 1 s;"
                                + " start again at once");
        var death = instance.memory().tally().deaths().getFirst();
        assertThat(death.kind()).isEqualTo(Death.Kind.UNHEALTHY);
        assertThat(death.readyFor()).isEqualTo(Duration.ofMillis(300_700));
        assertThat(instance.memory().restarts()).isEqualTo(1);
    }

    @Test
    void evidence_that_does_not_come_delays_the_end_by_two_seconds_at_most() {
        startAndRun();
        happens(ailing(Ailment.HUNG, Optional.empty()));
        happens(new InstanceEvent.HealingAllowed(number(1)));
        assertThat(instance.state().wakeAt()).contains(now.plusSeconds(2));
        wakes();
        assertThat(actions).endsWith(new Action.Terminate(number(1), Signal.SIGTERM));
        assertThat(told.getLast().cause()).isEqualTo("no evidence within 2 s");
    }

    @Test
    void the_grace_period_of_a_probe_wins_over_that_of_the_app() {
        startAndRun();
        happens(ailing(Ailment.LIVENESS_FAILED, Optional.of(Duration.ofSeconds(1))));
        happens(new InstanceEvent.HealingAllowed(number(1)));
        happens(new InstanceEvent.Gathered(number(1)));
        assertThat(instance.state().wakeAt()).contains(now.plusSeconds(1));
        wakes();
        assertThat(told.getLast().cause()).isEqualTo("it did not end within 1 s");
    }

    @Test
    void a_routine_replacement_costs_nothing_and_leaves_no_evidence() {
        startAndRun();
        after(Duration.ofDays(1), ailing(Ailment.MAX_AGE, Optional.empty()));
        happens(new InstanceEvent.HealingAllowed(number(1)));
        assertThat(actions).endsWith(new Action.Terminate(number(1), Signal.SIGTERM));
        after(Duration.ofSeconds(1), exited(1, 0, Duration.ofDays(1)));

        assertThat(instance.state()).isInstanceOf(InstanceState.Launching.class);
        assertThat(instance.memory().tally().deaths()).isEmpty();
        assertThat(instance.memory().restarts()).isZero();
        assertThat(instance.memory().lastExit().orElseThrow().asked()).isTrue();
        assertThat(actions).noneSatisfy(action -> assertThat(action).isInstanceOf(Action.Gather.class));
        assertThat(told).allSatisfy(one -> assertThat(one.type()).isEqualTo(Event.Type.NORMAL));
    }

    @Test
    void time_out_of_service_is_no_time_of_readiness() {
        startAndRun();
        after(Duration.ofSeconds(10), readiness(false));
        assertThat(Standing.word(instance.state())).isEqualTo(StatusWord.NOT_READY);
        after(Duration.ofSeconds(20), readiness(true));
        after(Duration.ofSeconds(5), readiness(false));
        after(Duration.ofSeconds(40), exited(1, 1, Duration.ofSeconds(75)));

        assertThat(instance.memory().tally().deaths().getFirst().readyFor()).isEqualTo(Duration.ofSeconds(15));
        assertThat(messages())
                .contains(
                        "NotReady: readiness probe: HTTP 503; out of service until it is ready again",
                        "Ready: ready again after 20 s: readiness probe: HTTP 200");
    }

    @Test
    void a_time_of_stability_begins_anew_when_it_comes_back_into_service() {
        startAndLaunch();
        dies(1, Duration.ofMillis(5));
        launched(2);
        happens(ready(2));
        assertThat(instance.state().wakeAt()).contains(now.plusSeconds(60));
        after(Duration.ofSeconds(50), new InstanceEvent.ReadinessChanged(number(2), false, "HTTP 503"));
        assertThat(instance.state().wakeAt()).isEmpty();
        after(Duration.ofSeconds(1), new InstanceEvent.ReadinessChanged(number(2), true, "HTTP 200"));
        assertThat(instance.state().wakeAt()).contains(now.plusSeconds(60));
    }

    @Test
    void where_a_probe_is_declared_an_open_port_alone_is_not_readiness() {
        var probe = Probe.of(new ProbeCheck.Http(OptionalInt.empty(), "/readyz", Map.of(), false));
        var app = DesiredApp.first(0, Samples.SPEC.withHealth(Health.DEFAULT.withReadiness(probe)));
        happens(new InstanceEvent.GoalChanged(new Goal.Run(app, 0), "daruma start web"));
        launched(1);
        happens(ready(1));
        assertThat(instance.state()).isInstanceOf(InstanceState.Starting.class);
        happens(readiness(true));
        assertThat(instance.state())
                .isInstanceOfSatisfying(
                        InstanceState.Running.class,
                        running -> assertThat(running.port()).hasValue(3_000));
    }

    @Test
    void a_restart_for_health_that_a_daemon_had_begun_is_finished_by_the_next() {
        startAndRun();
        happens(ailing(Ailment.HUNG, Optional.empty()));
        happens(new InstanceEvent.HealingAllowed(number(1)));
        instance = Lifecycle.recall(instance.memory(), instance.goal(), now);
        happens(new InstanceEvent.Adopted(
                number(1), Samples.PROCESS, Samples.AIM, NOON, Optional.empty(), OptionalInt.empty()));
        assertThat(instance.state())
                .isInstanceOfSatisfying(
                        InstanceState.Stopping.class,
                        stopping -> assertThat(stopping.why()).isEqualTo(InstanceState.StopReason.UNHEALTHY));
        instance = Lifecycle.recall(instance.memory(), instance.goal(), now);
        happens(exited(1, 0, Duration.ofSeconds(3)));
        assertThat(instance.memory().tally().deaths().getFirst().kind()).isEqualTo(Death.Kind.UNHEALTHY);
    }

    @Test
    void a_start_that_fails_its_startup_probe_has_failed() {
        startAndLaunch();
        happens(ailing(Ailment.STARTUP_FAILED, Optional.empty()));
        happens(new InstanceEvent.HealingAllowed(number(1)));
        happens(new InstanceEvent.Gathered(number(1)));
        happens(exited(1, 143, Duration.ofSeconds(30)));
        assertThat(StartOutcome.of(instance)).isInstanceOf(StartOutcome.Failed.class);
    }

    private void startAndRun() {
        startAndLaunch();
        happens(ready(1));
        actions.clear();
    }

    private static InstanceEvent ailing(Ailment ailment, Optional<Duration> grace) {
        return new InstanceEvent.Ailing(number(1), ailment, "HTTP 503 from /healthz", "3 failures in a row", grace);
    }

    private static InstanceEvent readiness(boolean ready) {
        return new InstanceEvent.ReadinessChanged(number(1), ready, "readiness probe: HTTP " + (ready ? 200 : 503));
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

    private static InstanceEvent moreTime(Duration extension) {
        return new InstanceEvent.Said(number(1), new ProgramWord.MoreTime(extension));
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
