package daruma.supervisor.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.ProcessId;
import daruma.model.ProgramKind;
import daruma.model.Signal;
import daruma.model.StatusWord;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.Aim;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.InstanceMemory;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.lifecycle.LaunchOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SupervisorLoopTest {
    private static final AppName NAME = new AppName("web");
    private static final InstanceId WEB = new InstanceId(NAME, 0);
    private static final ProcessId PROCESS = new ProcessId(4_121, 7);
    private static final DesiredApp APP = DesiredApp.first(
            0, AppSpec.of(NAME, new Command(List.of("/bin/web"), Path.of("/"), ProgramKind.BINARY, Optional.empty())));

    private final World world = new World();

    @Test
    void a_death_is_answered_by_a_launch_before_anything_is_written() throws Exception {
        var loop = running();
        world.calls.clear();
        loop.post(exited(1));
        assertThat(loop.step()).isTrue();
        assertThat(world.calls)
                .containsExactly(
                        "launch web/0#2",
                        "gather web/0#1",
                        "forget web/0#1",
                        "forget the health of web/0#1",
                        "write Exited");
    }

    @Test
    void ends_are_never_dropped_and_never_wait_behind_requests() {
        var loop = running();
        for (var i = 0; i < 10_000; i++) {
            loop.desire(Map.of(NAME, APP), "a flood");
        }
        world.calls.clear();
        loop.post(exited(1));
        loop.step();
        assertThat(world.calls).startsWith("launch web/0#2");
    }

    @Test
    void a_flood_of_requests_ends_with_the_newest_picture() {
        var loop = running();
        var last = 0L;
        for (var i = 0; i < 10_000; i++) {
            last = loop.desire(Map.of(NAME, i == 9_999 ? APP.withRunning(false) : APP), "a flood");
        }
        var steps = 0;
        while (loop.step()) {
            steps++;
        }
        assertThat(steps).isLessThanOrEqualTo(Inbox.MOST);
        assertThat(loop.observed().seen()).isEqualTo(last);
        assertThat(loop.observed().instances().get(WEB).state()).isInstanceOf(InstanceState.Stopping.class);
    }

    @Test
    void what_is_gone_leaves_its_number_behind() {
        var loop = running();
        loop.desire(Map.of(), "daruma delete web");
        drain(loop);
        loop.post(exited(1));
        drain(loop);
        assertThat(loop.observed().instances()).isEmpty();
        assertThat(loop.nextWake()).isEmpty();
        loop.desire(Map.of(NAME, APP), "daruma start web");
        drain(loop);
        assertThat(world.calls).contains("remove web/0").endsWith("launch web/0#2");
    }

    @Test
    void fewer_instances_are_stopped_and_forgotten() {
        var loop = running();
        loop.desire(Map.of(NAME, APP.withSpec(APP.spec().withReplicas(2))), "daruma scale web 2");
        drain(loop);
        assertThat(loop.observed().instancesOf(NAME)).hasSize(2);
        loop.desire(Map.of(NAME, APP), "daruma scale web 1");
        drain(loop);
        loop.post(new InstanceEvent.Launched(new Incarnation(new InstanceId(NAME, 1), 1), PROCESS));
        drain(loop);
        assertThat(world.calls).contains("terminate web/1#1");
    }

    @Test
    void what_the_machine_took_is_started_again_and_told() {
        var lived = new InstanceMemory.Lived(Aim.of(APP, 0), world.now, Optional.of(world.now));
        var blank = InstanceMemory.blank(WEB, 7, world.now);
        var memory = new InstanceMemory(
                WEB,
                7,
                Optional.of(lived),
                new InstanceState.Stopped(),
                Aim.of(APP, 0),
                3,
                blank.tally(),
                Optional.empty(),
                40,
                Optional.empty(),
                Optional.empty());
        var loop = loop(new Recovery(Map.of(NAME, APP), List.of(memory), List.of(), 99));
        drain(loop);
        assertThat(world.calls).contains("launch web/0#8", "write Exited");
        assertThat(loop.observed().instances().get(WEB).memory().lastEvent()).isEqualTo(100);
    }

    @Test
    void an_end_whose_successor_lives_is_recorded_and_starts_nothing() {
        var found = List.<InstanceEvent.Found>of(
                new InstanceEvent.Adopted(
                        new Incarnation(WEB, 8),
                        PROCESS,
                        Aim.of(APP, 0),
                        world.now,
                        Optional.of(world.now),
                        OptionalInt.empty()),
                new InstanceEvent.Ended(
                        new Incarnation(WEB, 7), new ExitStatus.Exited(1), Duration.ofSeconds(1), world.now, false));
        var loop = loop(new Recovery(Map.of(NAME, APP), List.of(), found, 0));
        drain(loop);
        assertThat(world.calls).containsExactly("write Exited", "watch the health of web/0#8", "write Adopted");
        assertThat(loop.observed().statusOf(NAME, world.now).orElseThrow().status())
                .isEqualTo(StatusWord.RUNNING);
    }

    @Test
    void a_loop_of_its_own_thread_wakes_up_for_news_and_for_deadlines() throws Exception {
        world.realTime = true;
        var loop = loop(Recovery.blank());
        var thread = Thread.ofPlatform().start(loop::run);
        loop.desire(Map.of(NAME, APP), "daruma start web");
        awaitCall("launch web/0#1");
        loop.post(new InstanceEvent.Launched(new Incarnation(WEB, 1), PROCESS));
        loop.post(exited(1));
        awaitCall("launch web/0#2");
        loop.post(exited(2));
        awaitCall("launch web/0#3"); // after a wait of about 200 ms, for which nobody posts anything
        loop.close();
        thread.join(10_000);
        assertThat(thread.isAlive())
                .as("the loop's thread lives on after close")
                .isFalse();
    }

    @Test
    void while_the_loop_sleeps_whoever_brings_news_takes_the_step() throws Exception {
        world.realTime = true;
        var loop = running();
        var thread = Thread.ofPlatform().start(loop::run);
        awaitSleep(thread);
        world.calls.clear();
        loop.post(exited(1));
        assertThat(world.launches).last().isEqualTo(Thread.currentThread());
        assertThat(world.calls).startsWith("launch web/0#2").contains("write Exited");
        loop.post(exited(2));
        awaitCall("launch web/0#3"); // the wait for it has to be noticed by the thread that sleeps
        assertThat(world.launches).last().isEqualTo(thread);
        loop.close();
        thread.join(10_000);
        assertThat(thread.isAlive())
                .as("the loop's thread lives on after close")
                .isFalse();
    }

    @Test
    void a_mistake_in_a_step_of_another_thread_ends_the_loop() throws Exception {
        var loop = running();
        var failures = new LinkedBlockingQueue<Throwable>();
        var thread = Thread.ofPlatform()
                .uncaughtExceptionHandler((_, e) -> failures.add(e))
                .start(loop::run);
        awaitSleep(thread);
        world.mistake = new IllegalStateException("half done");
        loop.post(exited(1));
        assertThat(failures.poll(10, TimeUnit.SECONDS))
                .as("the end of the loop within 10 s")
                .hasRootCause(world.mistake);
    }

    private static void awaitSleep(Thread thread) {
        await("the loop to sleep")
                .pollInterval(Duration.ofMillis(1))
                .until(() ->
                        thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void a_sign_of_life_comes_from_the_loops_thread_before_anything_else() throws Exception {
        var loop = running();
        var signs = new LinkedBlockingQueue<Thread>();
        world.calls.clear();
        loop.post(exited(1));
        loop.askForSign(() -> signs.add(Thread.currentThread()));
        loop.step();
        assertThat(world.calls).isEmpty();
        assertThat(signs).containsExactly(Thread.currentThread());
        signs.clear();
        var thread = Thread.ofPlatform().start(loop::run);
        loop.askForSign(() -> signs.add(Thread.currentThread()));
        assertThat(signs.poll(10, TimeUnit.SECONDS))
                .as("a sign of the loop that sleeps")
                .isEqualTo(thread);
        loop.close();
        thread.join(10_000);
        assertThat(thread.isAlive())
                .as("the loop's thread lives on after close")
                .isFalse();
    }

    @Test
    void one_of_three_is_restarted_for_its_health_and_the_next_waits_for_it() {
        var loop = running(3);
        loop.post(ailing(0));
        drain(loop);
        loop.post(ailing(1));
        drain(loop);
        assertThat(world.calls).containsOnlyOnce("gather web/0#1", "write Unhealthy", "write RestartWithheld");
        assertThat(world.calls).containsOnlyOnce("write SharedCause");
        loop.post(new InstanceEvent.Recovered(new Incarnation(new InstanceId(NAME, 0), 1), Ailment.HUNG, "too late"));
        loop.post(new InstanceEvent.Gathered(new Incarnation(new InstanceId(NAME, 0), 1)));
        drain(loop);
        loop.post(exited(1));
        drain(loop);
        loop.post(new InstanceEvent.Launched(new Incarnation(WEB, 2), PROCESS));
        drain(loop);
        assertThat(world.calls).doesNotContain("gather web/1#1");
        loop.post(new InstanceEvent.BecameReady(new Incarnation(WEB, 2), "port 3000", OptionalInt.of(3_000)));
        drain(loop);
        assertThat(world.calls).contains("write SharedCauseOver", "gather web/1#1");
    }

    @Test
    void instances_that_all_fall_sick_at_once_are_left_running_and_told_once() {
        var loop = running(3);
        for (var slot = 0; slot < 3; slot++) {
            loop.post(new InstanceEvent.ReadinessChanged(
                    new Incarnation(new InstanceId(NAME, slot), 1), false, "HTTP 503"));
        }
        for (var slot = 0; slot < 3; slot++) {
            loop.post(ailing(slot));
            loop.post(ailing(slot));
        }
        drain(loop);
        assertThat(world.calls).noneMatch(call -> call.startsWith("terminate") || call.startsWith("gather"));
        assertThat(world.calls.stream().filter("write SharedCause"::equals)).hasSize(1);
        assertThat(world.calls.stream().filter("write RestartWithheld"::equals)).hasSize(3);
        assertThat(loop.observed().statusOf(NAME, world.now).orElseThrow().status())
                .isEqualTo(StatusWord.NOT_READY);
        loop.post(new InstanceEvent.Recovered(new Incarnation(WEB, 1), Ailment.HUNG, "it accepts again"));
        drain(loop);
        assertThat(world.calls).contains("write Recovered");
    }

    private InstanceEvent.Ailing ailing(int slot) {
        return new InstanceEvent.Ailing(
                new Incarnation(new InstanceId(NAME, slot), 1),
                Ailment.HUNG,
                "its accept queue does not drain",
                "twice in 10 s",
                Optional.empty());
    }

    private SupervisorLoop running(int replicas) {
        var loop = loop(Recovery.blank());
        loop.desire(Map.of(NAME, APP.withSpec(APP.spec().withReplicas(replicas))), "daruma start web");
        drain(loop);
        for (var slot = 0; slot < replicas; slot++) {
            var incarnation = new Incarnation(new InstanceId(NAME, slot), 1);
            loop.post(new InstanceEvent.Launched(incarnation, PROCESS));
            loop.post(new InstanceEvent.BecameReady(incarnation, "port 3000", OptionalInt.of(3_000)));
        }
        drain(loop);
        world.calls.clear();
        return loop;
    }

    private void awaitCall(String call) throws InterruptedException {
        while (true) {
            var next = world.calls.poll(10, TimeUnit.SECONDS);
            assertThat(next)
                    .as("a call within 10 s, while waiting for: " + call)
                    .isNotNull();
            if (next.equals(call)) {
                return;
            }
        }
    }

    private SupervisorLoop running() {
        var loop = loop(Recovery.blank());
        loop.desire(Map.of(NAME, APP), "daruma start web");
        drain(loop);
        loop.post(new InstanceEvent.Launched(new Incarnation(WEB, 1), PROCESS));
        drain(loop);
        return loop;
    }

    private SupervisorLoop loop(Recovery recovery) {
        return new SupervisorLoop(
                new Ports(world, world, world.health, world.health, _ -> {}, (_, _, _) -> {}, world, world),
                new SplittableRandom(1),
                recovery);
    }

    private static void drain(SupervisorLoop loop) {
        while (loop.step()) {
            // until there is nothing left to do
        }
    }

    private InstanceEvent.Ended exited(long number) {
        return new InstanceEvent.Ended(
                new Incarnation(WEB, number), new ExitStatus.Exited(1), Duration.ofMillis(5), world.now(), false);
    }

    private static final class World implements ProcessLauncher, ReadinessWatch, Chronicle, Clock {
        private final LinkedBlockingQueue<String> calls = new LinkedBlockingQueue<>();
        private final Queue<Thread> launches = new ConcurrentLinkedQueue<>();
        private volatile @Nullable RuntimeException mistake;
        private final Instant now = Instant.parse("2026-01-01T12:00:00Z");
        private final long origin = System.nanoTime();
        private volatile boolean realTime;
        private final Health health = new Health();

        private final class Health implements HealthWatch, EvidenceGathering {
            @Override
            public void watch(Action.WatchHealth request) {
                calls.add("watch the health of " + request.incarnation());
            }

            @Override
            public void ending(Incarnation incarnation) {
                calls.add("watch only the readiness of " + incarnation);
            }

            @Override
            public void forget(Incarnation incarnation) {
                calls.add("forget the health of " + incarnation);
            }

            @Override
            public void gather(Action.Gather request) {
                calls.add("gather " + request.incarnation());
            }
        }

        @Override
        public void launch(LaunchOrder order) {
            var failure = mistake;
            if (failure != null) {
                throw failure;
            }
            launches.add(Thread.currentThread());
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
        public void watch(Action.WatchReadiness request) {
            calls.add("watch " + request.incarnation());
        }

        @Override
        public void forget(Incarnation incarnation) {
            calls.add("forget " + incarnation);
        }

        @Override
        public void append(Entry entry) {
            entry.events().forEach(event -> calls.add("write " + event.reason()));
        }

        @Override
        public Instant now() {
            return realTime ? now.plusNanos(System.nanoTime() - origin) : now;
        }

        @Override
        public Instant wall() {
            return now();
        }
    }
}
