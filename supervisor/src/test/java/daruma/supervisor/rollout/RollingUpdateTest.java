package daruma.supervisor.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.LastExit;
import daruma.model.ProcessId;
import daruma.model.ProgramKind;
import daruma.model.Release;
import daruma.model.Rollout;
import daruma.model.Traffic;
import daruma.model.UpdatePolicy;
import daruma.model.UpdatePolicy.FailureAction;
import daruma.model.UpdatePolicy.Order;
import daruma.supervisor.lifecycle.Aim;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceMemory;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.lifecycle.Life;
import daruma.supervisor.restart.Death;
import daruma.supervisor.restart.DeathTally;
import daruma.supervisor.rollout.RollingUpdate.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollingUpdateTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final AppName WEB = new AppName("web");
    private static final Command OLD =
            new Command(List.of("/bin/web"), Path.of("/"), ProgramKind.BINARY, Optional.empty());
    private static final Command NEW =
            new Command(List.of("/bin/web", "2"), Path.of("/"), ProgramKind.BINARY, Optional.empty());

    /**
     * Slots from 0, those that stand in after the dot. o old and ready, d old and down, s old and being stopped for its turn,
     * n new and ready, l new and not ready yet, x new and died.
     */
    @ParameterizedTest(name = "{0}, {1} at once: turn {2}, {3} stand in, {4}")
    @CsvSource({
        // one that is new comes first, and nothing else happens before it is ready
        "ooo.,    1, '',  1, going",
        "ooo.l,   1, '',  1, going",
        "ooo.n,   1, 0,   1, going",
        "soo.n,   1, 0,   1, going",
        "loo.n,   1, 0,   1, going",
        "noo.n,   1, 01,  1, going",
        "nno.n,   1, 012, 1, going",
        "nnn.n,   1, 012, 0, done",
        "nnn.,    1, 012, 0, done",
        // as many at once as stand in and are ready
        "oooo.,   2, '',  2, going",
        "oooo.nl, 2, 0,   2, going",
        "oooo.nn, 2, 01,  2, going",
        "nloo.nn, 2, 012, 2, going",
        "o.,      3, '',  1, going",
        // what does not serve anyway comes first, but not before it is known that what is new can serve
        "odo.,    1, '',  1, going",
        "odo.n,   1, 1,   1, going",
        // what fails is not gone on with
        "ooo.x,   1, '',  1, failed",
        "noo.x,   1, 0,   1, failed",
        "nxo.n,   1, 01,  1, failed",
    })
    void where_two_can_serve_at_once_what_is_new_comes_first(
            String instances, int atOnce, String turn, int standIns, String verdict) {
        check(shared(atOnce, Order.START_FIRST), instances, turn, standIns, verdict);
    }

    @ParameterizedTest(name = "{0}, {1} at once: turn {2}, {3}")
    @CsvSource({
        "ooo., 1, 0,   going",
        "soo., 1, 0,   going",
        "loo., 1, 0,   going",
        "noo., 1, 01,  going",
        "ooo., 2, 01,  going",
        "odo., 1, 1,   going",
        "nnn., 1, 012, done",
        "xoo., 1, 0,   failed",
    })
    void where_one_only_can_serve_it_is_ended_first(String instances, int atOnce, String turn, String verdict) {
        check(own(atOnce), instances, turn, 0, verdict);
        check(shared(atOnce, Order.STOP_FIRST), instances, turn, 0, verdict);
    }

    @Test
    void a_share_may_fail_before_it_has_failed() {
        var half = policy(1, Order.START_FIRST, Duration.ZERO, 0.5, FailureAction.ROLLBACK);
        assertThat(verdict(RollingUpdate.plan(app(true, half, 4), read("nxoo.n", app(true, half, 4)), NOON)))
                .isEqualTo("going");
        assertThat(verdict(RollingUpdate.plan(app(true, half, 4), read("xxxo.n", app(true, half, 4)), NOON)))
                .isEqualTo("failed");
        var all = policy(1, Order.START_FIRST, Duration.ZERO, 0, FailureAction.CONTINUE);
        assertThat(verdict(RollingUpdate.plan(app(true, all, 4), read("xxxo.x", app(true, all, 4)), NOON)))
                .isEqualTo("going");
    }

    @Test
    void an_update_is_watched_for_a_while_after_its_last_instance_and_a_reload_is_not() {
        var watched = policy(1, Order.START_FIRST, Duration.ofSeconds(30), 0, FailureAction.ROLLBACK);
        var update = app(true, watched, 2);
        var early = RollingUpdate.plan(update, read("nn.", update), NOON.plusSeconds(29));
        assertThat(verdict(early)).isEqualTo("going");
        assertThat(early.lookAgainAt()).contains(NOON.plusSeconds(30));
        assertThat(verdict(RollingUpdate.plan(update, read("nn.", update), NOON.plusSeconds(30))))
                .isEqualTo("done");
        assertThat(verdict(RollingUpdate.plan(update, read("nx.", update), NOON.plusSeconds(29))))
                .isEqualTo("failed");
        var reload = DesiredApp.first(0, update.spec()).reloaded();
        assertThat(verdict(RollingUpdate.plan(reload, read("nn.", reload), NOON)))
                .isEqualTo("done");
    }

    @Test
    void the_next_one_waits_for_the_delay() {
        var slow = new UpdatePolicy(
                1, Duration.ofSeconds(10), Order.START_FIRST, Duration.ZERO, 0, FailureAction.ROLLBACK);
        var app = app(true, slow, 3);
        var early = RollingUpdate.plan(app, read("noo.n", app), NOON.plusSeconds(9));
        assertThat(turn(early)).isEqualTo("0");
        assertThat(early.lookAgainAt()).contains(NOON.plusSeconds(10));
        assertThat(turn(RollingUpdate.plan(app, read("noo.n", app), NOON.plusSeconds(10))))
                .isEqualTo("01");
    }

    @Test
    void while_it_is_paused_nobody_has_a_turn_and_what_stands_in_stays() {
        var app = shared(1, Order.START_FIRST).paused(true, Optional.empty());
        var plan = RollingUpdate.plan(app, read("noo.n", app), NOON);
        assertThat(turn(plan)).isEqualTo("0");
        assertThat(plan.standIns()).isEqualTo(1);
        assertThat(verdict(plan)).isEqualTo("going");
    }

    @Test
    void a_way_back_leaves_alone_what_was_not_replaced_and_ends_there() {
        var failed = shared(1, Order.START_FIRST);
        var back = RollingUpdate.after(failed, new Verdict.Failed("web/3 died"));
        assertThat(back.spec()).isEqualTo(failed.before().spec());
        assertThat(back.rollout().orElseThrow().kind()).isEqualTo(Rollout.Kind.ROLLBACK);
        assertThat(back.releases().current().number()).isEqualTo(1);
        // Those of the generation before are what is desired again.
        assertThat(verdict(RollingUpdate.plan(back, read("ooo.", failed), NOON)))
                .isEqualTo("done");
        var again = RollingUpdate.after(back, new Verdict.Failed("web/3 died"));
        assertThat(again.rollout().orElseThrow().paused()).isTrue();
        assertThat(RollingUpdate.after(back, new Verdict.Done()).rollout()).isEmpty();
    }

    private static void check(DesiredApp app, String instances, String turn, int standIns, String verdict) {
        var fitting = app.spec().replicas() == instances.indexOf('.')
                ? app
                : app(app.spec().traffic().shared(), app.spec().update(), instances.indexOf('.'));
        var plan = RollingUpdate.plan(fitting, read(instances, fitting), NOON);
        assertThat(turn(plan)).isEqualTo(turn);
        assertThat(plan.standIns()).isEqualTo(standIns);
        assertThat(verdict(plan)).isEqualTo(verdict);
    }

    private static String turn(RollingUpdate.Plan plan) {
        return plan.turn().stream().sorted().map(String::valueOf).collect(Collectors.joining());
    }

    private static String verdict(RollingUpdate.Plan plan) {
        return switch (plan.verdict()) {
            case Verdict.Going() -> "going";
            case Verdict.Done() -> "done";
            case Verdict.Failed(var why) -> {
                assertThat(why).contains("died before it was ready: exit code 1");
                yield "failed";
            }
        };
    }

    // ---- apps and instances ----------------------------------------------------------------------------------------

    private static DesiredApp shared(int atOnce, Order order) {
        return app(true, policy(atOnce, order, Duration.ZERO, 0, FailureAction.ROLLBACK), 3);
    }

    private static DesiredApp own(int atOnce) {
        return app(false, policy(atOnce, Order.START_FIRST, Duration.ZERO, 0, FailureAction.ROLLBACK), 3);
    }

    private static UpdatePolicy policy(
            int atOnce, Order order, Duration monitor, double ratio, FailureAction onFailure) {
        return new UpdatePolicy(atOnce, Duration.ZERO, order, monitor, ratio, onFailure);
    }

    private static DesiredApp app(boolean shared, UpdatePolicy policy, int replicas) {
        var spec = AppSpec.of(WEB, OLD)
                .withReplicas(replicas)
                .withPort(3_000)
                .withUpdate(policy)
                .withTraffic(shared ? new Traffic(Traffic.Mode.DIRECT, OptionalInt.empty(), 0) : Traffic.OWN);
        var next = new AppSpec(
                WEB,
                spec.namespace(),
                NEW,
                spec.env(),
                spec.inheritedEnv(),
                replicas,
                spec.port(),
                spec.readiness(),
                spec.restart(),
                spec.stop(),
                spec.process(),
                spec.logs(),
                spec.health(),
                spec.dependencies(),
                spec.traffic(),
                spec.update());
        return DesiredApp.first(0, spec).updated(next, Release.Note.of(2));
    }

    private static List<Instance> read(String letters, DesiredApp app) {
        var instances = new ArrayList<Instance>();
        var slot = 0;
        for (var letter : letters.replace(".", "").toCharArray()) {
            instances.add(instance(letter, new InstanceId(WEB, slot), app, slot >= letters.indexOf('.')));
            slot++;
        }
        return instances;
    }

    private static Instance instance(char letter, InstanceId id, DesiredApp app, boolean standsIn) {
        var isNew = "nlx".indexOf(letter) >= 0;
        var aim = Aim.of(isNew ? app : app.before(), id.slot());
        var goal = new Goal.Run(isNew || letter == 's' || standsIn ? app : app.before(), id.slot());
        var incarnation = new Incarnation(id, 1);
        var life = new Life(
                incarnation,
                new ProcessId(100 + id.slot(), 1),
                aim,
                NOON,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        InstanceState state = switch (letter) {
            case 'o', 'n' ->
                new InstanceState.Running(life, NOON, OptionalInt.empty(), Optional.empty(), Optional.empty());
            case 's' ->
                new InstanceState.Stopping(
                        life,
                        InstanceState.StopReason.ASKED,
                        Duration.ofSeconds(10),
                        NOON.plusSeconds(10),
                        false,
                        false);
            case 'l', 'x' -> new InstanceState.Starting(life, NOON.plusSeconds(60), OptionalInt.empty(), false);
            default -> new InstanceState.BackingOff(NOON.plusSeconds(30), 3, "exit code 1");
        };
        var tally = letter == 'x'
                ? new DeathTally(
                        NOON,
                        List.of(new Death(NOON, Duration.ofSeconds(1), Duration.ZERO, Death.Kind.ENDED)),
                        1,
                        Duration.ZERO,
                        Optional.empty())
                : DeathTally.from(NOON);
        var exit = new LastExit(incarnation, new ExitStatus.Exited(1), NOON, Duration.ofSeconds(1), false, false);
        var memory = new InstanceMemory(
                id,
                1,
                state instanceof InstanceState.Living
                        ? Optional.of(new InstanceMemory.Lived(aim, NOON, Optional.of(NOON)))
                        : Optional.empty(),
                state instanceof InstanceState.Resting resting ? resting : new InstanceState.Stopped(),
                aim,
                0,
                tally,
                letter == 'x' ? Optional.of(exit) : Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty());
        return new Instance(goal, state, memory);
    }
}
