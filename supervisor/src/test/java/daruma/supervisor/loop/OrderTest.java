package daruma.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.Dependencies;
import daruma.model.Dependencies.Condition;
import daruma.model.Dependencies.Strategy;
import daruma.model.DesiredApp;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.ProcessId;
import daruma.model.ProgramKind;
import daruma.model.Signal;
import daruma.model.StatusWord;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.Aim;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.InstanceMemory;
import daruma.supervisor.lifecycle.LaunchOrder;
import daruma.supervisor.status.StartOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Apps that need each other, or belong together. */
class OrderTest {
    private final World world = new World();
    private final SupervisorLoop loop = new SupervisorLoop(
            new Ports(world, world, world.health, world.health, _ -> {}, (_, _, _) -> {}, world, world),
            new SplittableRandom(1),
            Recovery.blank());

    @Test
    void an_app_is_started_when_what_it_needs_is_ready() {
        desire(app("db"), app("web", Map.of("db", Condition.READY)));
        assertThat(world.calls).containsExactly("launch db/0#1");
        assertThat(status("web")).isEqualTo(StatusWord.STARTING);
        launched("db", 1);
        assertThat(world.calls).doesNotContain("launch web/0#1");
        ready("db", 1);
        assertThat(world.calls).endsWith("launch web/0#1");
        assertThat(world.told).contains("web/0 Held: waits for \"db\" to be ready; start it then");
    }

    @Test
    void a_process_is_enough_where_no_more_was_asked_for() {
        desire(app("db"), app("web", Map.of("db", Condition.STARTED)));
        launched("db", 1);
        assertThat(world.calls).endsWith("launch web/0#1");
    }

    @Test
    void a_job_must_have_ended_well() {
        var migrate = app("migrate");
        var job = DesiredApp.first(
                0, migrate.spec().withRestart(migrate.spec().restart().withMode(daruma.model.RestartMode.ON_FAILURE)));
        desire(job, app("web", Map.of("migrate", Condition.COMPLETED)));
        launched("migrate", 1);
        ready("migrate", 1);
        assertThat(world.calls).doesNotContain("launch web/0#1");
        ended("migrate", 1, 0);
        assertThat(world.calls).contains("launch web/0#1");
    }

    @Test
    void an_app_whose_need_is_not_declared_fails_its_start_and_goes_on_when_it_is() {
        var web = app("web", Map.of("db", Condition.READY));
        desire(web);
        assertThat(world.calls).isEmpty();
        assertThat(StartOutcome.of(loop.observed().instances().get(id("web"))))
                .isEqualTo(new StartOutcome.Failed(
                        "not started: it needs \"db\", and there is no such app: start db first"));
        desire(web, app("db"));
        launched("db", 1);
        ready("db", 1);
        assertThat(world.calls).endsWith("launch web/0#1");
    }

    @Test
    void an_app_that_is_needed_goes_down_after_those_that_need_it() {
        var db = app("db");
        var web = app("web", Map.of("db", Condition.READY));
        up(db, web);
        desire(db.withRunning(false), web.withRunning(false));
        assertThat(world.calls).containsExactly("terminate web/0#1");
        ended("web", 1, 0);
        assertThat(world.calls).endsWith("terminate db/0#1");
        ended("db", 1, 0);
        assertThat(status("db")).isEqualTo(StatusWord.STOPPED);
    }

    @Test
    void deleted_apps_go_in_the_same_order() {
        up(app("db"), app("web", Map.of("db", Condition.READY)));
        desire();
        assertThat(world.calls).containsExactly("terminate web/0#1");
        ended("web", 1, 0);
        assertThat(world.calls).endsWith("remove web/0", "terminate db/0#1");
        ended("db", 1, 0);
        assertThat(loop.observed().instances()).isEmpty();
    }

    @Test
    void one_that_falls_and_gets_up_again_disturbs_nobody_who_needs_it() {
        up(app("db"), app("web", Map.of("db", Condition.READY)));
        ended("db", 1, 1);
        assertThat(world.calls).containsExactly("launch db/0#2");
        ended("web", 1, 1);
        assertThat(world.calls).endsWith("launch web/0#2");
    }

    @Test
    void a_circle_that_came_with_old_state_can_be_stopped() {
        var one = app("one");
        up(one);
        var circle = app("one", Map.of("two", Condition.READY));
        desire(
                new DesiredApp(0, circle.spec(), false, 1, 0),
                new DesiredApp(1, app("two", Map.of("one", Condition.READY)).spec(), false, 1, 0));
        assertThat(world.calls).containsExactly("terminate one/0#1");
    }

    @Test
    void one_for_all_restarts_the_others_of_the_group_along() {
        up(member("db", 0, Strategy.ONE_FOR_ALL), member("web", 1, Strategy.ONE_FOR_ALL), app("stranger"));
        ended("web", 1, 1);
        assertThat(world.calls).containsExactly("launch web/0#2", "terminate db/0#1");
        ended("db", 1, 143);
        assertThat(world.calls).endsWith("launch db/0#2");
        assertThat(world.told)
                .contains("db/0 GroupRestart: web/0 died: exit code 1; send SIGTERM, kill it in 10 s,"
                        + " then start it again");
        assertThat(loop.observed().instances().get(id("db")).memory().tally().deaths())
                .isEmpty();
    }

    @Test
    void the_deaths_of_a_group_are_counted_on_by_the_daemon_that_comes_after() {
        var db = member("db", 0, Strategy.ONE_FOR_ONE, 1);
        var web = member("web", 1, Strategy.ONE_FOR_ONE, 1);
        up(db, web);
        ended("web", 1, 1);
        assertThat(world.calls).as("one is borne").containsExactly("launch web/0#2");
        launched("web", 2);

        var later = new World();
        var next = new SupervisorLoop(
                new Ports(later, later, later.health, later.health, _ -> {}, (_, _, _) -> {}, later, later),
                new SplittableRandom(1),
                new Recovery(
                        Map.of(name("db"), db, name("web"), web),
                        world.memories.values(),
                        List.of(adopted(db, 1), adopted(web, 2)),
                        99));
        while (next.step()) {
            // until nothing is left to be done
        }
        next.post(new InstanceEvent.Ended(
                new Incarnation(id("web"), 2), new ExitStatus.Exited(1), Duration.ofSeconds(1), NOON, false));
        while (next.step()) {
            // until nothing is left to be done
        }
        assertThat(later.calls).as("two are one too many, so the whole group").contains("terminate db/0#1");
    }

    private static InstanceEvent.Adopted adopted(DesiredApp app, long number) {
        return new InstanceEvent.Adopted(
                new Incarnation(id(app.spec().name().value()), number),
                PROCESS,
                Aim.of(app, 0),
                NOON,
                Optional.of(NOON),
                OptionalInt.empty());
    }

    @Test
    void rest_for_one_leaves_those_before_it_alone() {
        up(
                member("db", 0, Strategy.REST_FOR_ONE),
                member("api", 1, Strategy.REST_FOR_ONE),
                member("web", 2, Strategy.REST_FOR_ONE));
        ended("api", 1, 1);
        assertThat(world.calls).containsExactly("launch api/0#2", "terminate web/0#1");
    }

    @Test
    void single_instances_are_stopped_and_come_back_with_the_app() {
        var app = app("web");
        var three = DesiredApp.first(0, app.spec().withReplicas(3));
        desire(three);
        for (var slot = 0; slot < 3; slot++) {
            loop.post(new InstanceEvent.Launched(new Incarnation(new InstanceId(name("web"), slot), 1), PROCESS));
        }
        drain();
        world.calls.clear();
        desire(three.stopped(1));
        assertThat(world.calls).containsExactly("terminate web/1#1");
        desire(three.stopped(1).restarted(2));
        assertThat(world.calls).endsWith("terminate web/2#1");
        desire(three.stopped(1).restarted(2).deleted(0));
        assertThat(world.calls).endsWith("terminate web/0#1");
        assertThat(three.deleted(0).present()).containsExactly(1, 2);
        assertThat(three.deleted(0).restarted().present()).containsExactly(1, 2);
        assertThat(three.deleted(0).startedAnew().present()).containsExactly(0, 1, 2);
        assertThat(three.restarted(2).restarted().restartEpoch(0)).isEqualTo(2);
        assertThat(three.withRunning(false).restarted(1).runs(1)).isTrue();
        assertThat(three.withRunning(false).restarted(1).runs(0)).isFalse();
    }

    private static final ProcessId PROCESS = new ProcessId(4_121, 7);

    private void up(DesiredApp... apps) {
        desire(apps);
        for (var round = 0; round < apps.length; round++) {
            for (var app : apps) {
                launched(app.spec().name().value(), 1);
                ready(app.spec().name().value(), 1);
            }
        }
        world.calls.clear();
    }

    private void desire(DesiredApp... apps) {
        var picture = new HashMap<AppName, DesiredApp>();
        for (var app : apps) {
            picture.put(app.spec().name(), app);
        }
        loop.desire(picture, "a test");
        drain();
    }

    private void launched(String app, long number) {
        loop.post(new InstanceEvent.Launched(new Incarnation(id(app), number), PROCESS));
        drain();
    }

    private void ready(String app, long number) {
        loop.post(new InstanceEvent.BecameReady(new Incarnation(id(app), number), "port 3000", OptionalInt.of(3_000)));
        drain();
    }

    private void ended(String app, long number, int code) {
        loop.post(new InstanceEvent.Ended(
                new Incarnation(id(app), number), new ExitStatus.Exited(code), Duration.ofSeconds(9), NOON, false));
        drain();
    }

    private void drain() {
        while (loop.step()) {
            // until there is nothing left to do
        }
    }

    private StatusWord status(String app) {
        return loop.observed().statusOf(name(app), NOON).orElseThrow().status();
    }

    private static InstanceId id(String app) {
        return new InstanceId(name(app), 0);
    }

    private static AppName name(String app) {
        return new AppName(app);
    }

    private static DesiredApp app(String name) {
        return app(name, Dependencies.NONE);
    }

    private static DesiredApp app(String name, Map<String, Condition> needs) {
        var on = new HashMap<AppName, Condition>();
        needs.forEach((need, condition) -> on.put(name(need), condition));
        return app(name, new Dependencies(on, Optional.empty()));
    }

    private static DesiredApp member(String name, int position, Strategy strategy) {
        return member(name, position, strategy, 5);
    }

    private static DesiredApp member(String name, int position, Strategy strategy, int intensity) {
        var group = new Dependencies.Group("shop", position, strategy, intensity, Duration.ofSeconds(30));
        return app(name, new Dependencies(Map.of(), Optional.of(group)));
    }

    private static DesiredApp app(String name, Dependencies dependencies) {
        var command = new Command(List.of("/bin/" + name), Path.of("/"), ProgramKind.BINARY, Optional.empty());
        return DesiredApp.first(0, AppSpec.of(name(name), command).withDependencies(dependencies));
    }

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final class World implements ProcessLauncher, ReadinessWatch, Chronicle, Clock {
        private final List<String> calls = new ArrayList<>();
        private final List<String> told = new ArrayList<>();
        private final Map<InstanceId, InstanceMemory> memories = new HashMap<>();
        private final Health health = new Health();

        private static final class Health implements HealthWatch, EvidenceGathering {
            @Override
            public void watch(Action.WatchHealth request) {}

            @Override
            public void ending(Incarnation incarnation) {}

            @Override
            public void forget(Incarnation incarnation) {}

            @Override
            public void gather(Action.Gather request) {}
        }

        @Override
        public void launch(LaunchOrder order) {
            calls.add("launch " + order.incarnation());
        }

        @Override
        public void terminate(Incarnation incarnation, Signal signal) {
            calls.add("terminate " + incarnation);
        }

        @Override
        public void kill(Incarnation incarnation) {
            calls.add("kill " + incarnation);
        }

        @Override
        public void forget(InstanceId instance) {
            calls.add("remove " + instance);
        }

        @Override
        public void watch(Action.WatchReadiness request) {}

        @Override
        public void forget(Incarnation incarnation) {}

        @Override
        public void append(Entry entry) {
            entry.memory().ifPresent(memory -> memories.put(memory.id(), memory));
            entry.events().forEach(event -> told.add(event.object() + " " + event.reason() + ": " + event.message()));
        }

        @Override
        public Instant now() {
            return NOON;
        }

        @Override
        public Instant wall() {
            return NOON;
        }
    }
}
