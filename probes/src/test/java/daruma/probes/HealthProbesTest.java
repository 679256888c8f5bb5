package daruma.probes;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.Health;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Limits;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.ProcessId;
import daruma.model.Readiness;
import daruma.probes.check.ExecCheck;
import daruma.probes.check.Faulty;
import daruma.probes.check.LogCheck;
import daruma.process.ProcessRoom;
import daruma.process.notify.Notification;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.lifecycle.Action.WatchHealth;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.InstanceEvent.Ailing;
import daruma.supervisor.lifecycle.InstanceEvent.Degraded;
import daruma.supervisor.lifecycle.InstanceEvent.ReadinessChanged;
import daruma.supervisor.lifecycle.InstanceEvent.Recovered;
import daruma.supervisor.lifecycle.InstanceEvent.Said;
import daruma.supervisor.lifecycle.ProgramWord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole of it over real connections; the program that is watched is this JVM. */
class HealthProbesTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Incarnation WEB = new Incarnation(new InstanceId(new AppName("web"), 0), 1);
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final Readiness READINESS = Readiness.DEFAULT;

    private final ProcessRoom room = ProcessRoom.open();
    private final BlockingQueue<InstanceEvent> heard = new LinkedBlockingQueue<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private final Faulty server = Faulty.server(
            connection -> connection.request().say("HTTP/1.1 " + status.get() + " X\r\nContent-Length: 0\r\n\r\n"));
    private final HealthProbes probes = new HealthProbes(
            room.procFs(), new Known(), heard::add, Instant::now, Instant::now, new SplittableRandom(1));

    @AfterEach
    void close() {
        probes.close();
        server.close();
        room.close();
    }

    @Test
    void readiness_follows_its_probe_both_ways() {
        probes.watch(request(Health.DEFAULT.withReadiness(probe(20, 2))));
        assertThat(next(ReadinessChanged.class))
                .isEqualTo(new ReadinessChanged(WEB, true, "readiness probe: GET /z answered 200 X"));
        status.set(503);
        assertThat(next(ReadinessChanged.class))
                .isEqualTo(new ReadinessChanged(
                        WEB, false, "readiness probe: GET /z answered 503 X, 2 failures in a row"));
        status.set(204);
        assertThat(next(ReadinessChanged.class).ready()).isTrue();
    }

    @Test
    void readiness_waits_for_startup() {
        status.set(503);
        probes.watch(request(Health.DEFAULT.withStartup(probe(50, 1_000)).withReadiness(probe(50, 1))));
        silence(WEB, Duration.ofMillis(300));
        status.set(200);
        assertThat(next(ReadinessChanged.class).how()).startsWith("readiness probe: ");
    }

    @Test
    void startup_alone_makes_it_ready() {
        probes.watch(request(Health.DEFAULT.withStartup(probe(50, 3))));
        assertThat(next(ReadinessChanged.class))
                .isEqualTo(new ReadinessChanged(WEB, true, "startup probe: GET /z answered 200 X"));
    }

    @Test
    void a_long_period_does_not_delay_the_first_readiness() {
        status.set(503);
        probes.watch(request(Health.DEFAULT.withReadiness(probe(60_000, 1))));
        waitForRequests(3);
        status.set(200);
        assertThat(next(ReadinessChanged.class).ready()).isTrue();
    }

    @Test
    void early_checks_of_startup_do_not_count_as_failures() {
        status.set(503);
        probes.watch(request(Health.DEFAULT.withStartup(probe(60_000, 2))));
        waitForRequests(6);
        assertThat(heard).isEmpty();
    }

    @Test
    void liveness_failures_are_told_with_cause_rule_and_grace_until_it_is_well_again() {
        var probe = new Probe(
                http(),
                Duration.ZERO,
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                1,
                3,
                Optional.of(Duration.ofSeconds(7)));
        probes.watch(request(Health.DEFAULT.withLiveness(probe)));
        waitForRequests(2);
        status.set(500);
        var ailing = new Ailing(
                WEB,
                Ailment.LIVENESS_FAILED,
                "GET /z answered 500 X",
                "liveness probe: 3 failures in a row",
                Optional.of(Duration.ofSeconds(7)));
        assertThat(next(Ailing.class)).isEqualTo(ailing);
        assertThat(next(Ailing.class)).as("told again while it lasts").isEqualTo(ailing);
        status.set(200);
        assertThat(next(Recovered.class, event -> !(event instanceof Ailing)))
                .isEqualTo(new Recovered(WEB, Ailment.LIVENESS_FAILED, "liveness probe: GET /z answered 200 X"));
    }

    @Test
    void while_stopping_liveness_is_silent_and_readiness_goes_on() {
        probes.watch(request(Health.DEFAULT.withLiveness(probe(20, 1)).withReadiness(probe(20, 1))));
        assertThat(next(ReadinessChanged.class).ready()).isTrue();
        probes.ending(WEB);
        status.set(500);
        assertThat(next(ReadinessChanged.class, event -> !(event instanceof Ailing))
                        .ready())
                .isFalse();
        heard.clear();
        waitForRequests(server.requests().size() + 5);
        assertThat(heard).noneMatch(event -> event instanceof Ailing);
    }

    @Test
    void what_is_forgotten_is_not_asked_any_more() {
        probes.watch(request(Health.DEFAULT.withReadiness(probe(20, 1))));
        next(ReadinessChanged.class);
        probes.forget(WEB);
        status.set(500);
        silence(WEB, Duration.ofMillis(300));
    }

    @Test
    void a_check_that_cannot_be_made_is_reported_once_and_counts_for_nothing() {
        var exec = new Probe(
                new ProbeCheck.Exec(List.of("/no/such")),
                Duration.ZERO,
                Duration.ofMillis(20),
                Duration.ofSeconds(1),
                1,
                1,
                Optional.empty());
        probes.watch(request(Health.DEFAULT.withLiveness(exec)));
        assertThat(next(Degraded.class).notice())
                .isEqualTo("the liveness probe cannot be made: it is not known how the program was launched");
        silence(WEB, Duration.ofMillis(300));
    }

    @Test
    void an_adopted_one_that_was_ready_stays_so_until_failures_count() {
        probes.watch(new WatchHealth(
                WEB,
                new ProcessId(SELF, 0),
                Health.DEFAULT.withReadiness(probe(20, 2)),
                READINESS,
                OptionalInt.of(server.port()),
                Instant.now().minusSeconds(60),
                true,
                true));
        waitForRequests(3);
        assertThat(heard).isEmpty();
        status.set(500);
        assertThat(next(ReadinessChanged.class).ready()).isFalse();
    }

    @Test
    void a_watchdog_that_is_missed_is_told_and_taken_back() {
        probes.watch(new WatchHealth(
                WEB,
                new ProcessId(SELF, 0),
                Health.DEFAULT.withWatchdog(Duration.ofMillis(200)),
                READINESS,
                OptionalInt.empty(),
                Instant.now(),
                false,
                false));
        probes.heard(WEB, Notification.parse(SELF, 0, "WATCHDOG=1"));
        assertThat(next(Ailing.class))
                .isEqualTo(new Ailing(
                        WEB,
                        Ailment.WATCHDOG_MISSED,
                        "it has not said for 200ms that it lives",
                        "watchdog 200ms",
                        Optional.empty()));
        probes.heard(WEB, Notification.parse(SELF, 0, "WATCHDOG=1"));
        assertThat(next(Recovered.class, event -> !(event instanceof Ailing)).ailment())
                .isEqualTo(Ailment.WATCHDOG_MISSED);
        probes.heard(WEB, Notification.parse(SELF, 0, "WATCHDOG=trigger"));
        assertThat(next(Ailing.class).cause()).isNotEmpty();
    }

    @Test
    void more_memory_than_allowed_is_told_with_its_peak() {
        probes.watch(request(Health.DEFAULT.withLimits(
                new Limits(OptionalLong.of(2 << 20), OptionalInt.empty(), OptionalInt.empty()))));
        var ailing = next(Ailing.class);
        assertThat(ailing.ailment()).isEqualTo(Ailment.MEMORY_LIMIT);
        assertThat(ailing.cause())
                .matches("it uses [0-9.]+ [MG]iB of memory with all its processes, peak [0-9.]+ [MG]iB");
        assertThat(ailing.rule()).startsWith("memory limit 2.0 MiB, 2 readings in a row");
    }

    @Test
    void a_program_that_says_it_reloads_is_out_of_service_until_it_says_ready() {
        probes.watch(request(Health.DEFAULT));
        probes.isUp(WEB, OptionalInt.of(server.port()));
        probes.heard(WEB, Notification.parse(SELF, 0, "RELOADING=1"));
        assertThat(next(ReadinessChanged.class))
                .isEqualTo(new ReadinessChanged(WEB, false, "the program says that it is reloading"));
        probes.heard(WEB, Notification.parse(SELF, 0, "READY=1"));
        assertThat(next(ReadinessChanged.class).ready()).isTrue();
    }

    @Test
    void a_status_is_quoted_at_once_and_a_flood_of_them_a_few_times_a_second() {
        probes.watch(request(Health.DEFAULT));
        for (int i = 0; i < 1_000; i++) {
            probes.heard(WEB, Notification.parse(SELF, 0, "STATUS=" + i + " clients"));
        }
        assertThat(next(Said.class)).isEqualTo(new Said(WEB, new ProgramWord.Status("0 clients")));
        assertThat(next(Said.class))
                .as("the last of a flood is told in the end")
                .isEqualTo(new Said(WEB, new ProgramWord.Status("999 clients")));
        probes.heard(WEB, Notification.parse(SELF, 0, "STATUS=999 clients"));
        silence(WEB, Duration.ofMillis(300));
    }

    @Test
    void words_that_come_before_the_order_to_look_after_it_are_not_lost() {
        probes.heard(WEB, Notification.parse(SELF, 0, "STATUS=early"));
        probes.watch(request(Health.DEFAULT));
        assertThat(next(Said.class)).isEqualTo(new Said(WEB, new ProgramWord.Status("early")));
    }

    @Test
    void more_time_that_is_asked_for_is_handed_on_and_extends_the_watchdog() {
        probes.watch(new WatchHealth(
                WEB,
                new ProcessId(SELF, 0),
                Health.DEFAULT.withWatchdog(Duration.ofMillis(200)),
                READINESS,
                OptionalInt.empty(),
                Instant.now(),
                false,
                false));
        probes.heard(WEB, Notification.parse(SELF, 0, "WATCHDOG=1\nEXTEND_TIMEOUT_USEC=1000000"));
        long asked = System.nanoTime();
        assertThat(next(Said.class)).isEqualTo(new Said(WEB, new ProgramWord.MoreTime(Duration.ofSeconds(1))));
        next(Ailing.class);
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void a_main_process_is_believed_if_it_is_one_of_its_own() throws Exception {
        probes.watch(request(Health.DEFAULT));
        probes.heard(WEB, Notification.parse(SELF, 0, "MAINPID=1"));
        probes.heard(WEB, Notification.parse(SELF, 0, "MAINPID=1"));
        assertThat(next(Said.class).word()).isEqualTo(new ProgramWord.NoMainProcess(1, "that is none of its own"));
        probes.heard(WEB, Notification.parse(SELF, 0, "MAINPID=" + parentOf(SELF)));
        assertThat(next(Said.class).word())
                .isEqualTo(new ProgramWord.NoMainProcess(parentOf(SELF), "that is none of its own"));
        var child = new ProcessBuilder("sleep", "60").start();
        try {
            probes.heard(WEB, Notification.parse(SELF, 0, "MAINPID=" + child.pid()));
            var ticks = room.procFs().stat((int) child.pid()).orElseThrow().startTicks();
            assertThat(next(Said.class).word())
                    .isEqualTo(new ProgramWord.MainProcess(new ProcessId(child.pid(), ticks)));
        } finally {
            child.destroy();
        }
    }

    private static int parentOf(int pid) {
        return (int) ProcessHandle.of(pid).orElseThrow().parent().orElseThrow().pid();
    }

    private WatchHealth request(Health health) {
        return new WatchHealth(
                WEB,
                new ProcessId(SELF, 0),
                health,
                READINESS,
                OptionalInt.of(server.port()),
                Instant.now(),
                false,
                false);
    }

    private static ProbeCheck http() {
        return new ProbeCheck.Http(OptionalInt.empty(), "/z", Map.of(), false);
    }

    private static Probe probe(int periodMillis, int failures) {
        return new Probe(
                http(),
                Duration.ZERO,
                Duration.ofMillis(periodMillis),
                Duration.ofSeconds(1),
                1,
                failures,
                Optional.empty());
    }

    private <E> E next(Class<E> type) {
        return next(type, event -> true);
    }

    /** The next event; those that are of no interest are skipped. */
    private <E> E next(Class<E> type, Predicate<InstanceEvent> interesting) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try {
            while (true) {
                var event = heard.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                assertThat(event)
                        .as("an event of type %s", type.getSimpleName())
                        .isNotNull();
                if (interesting.test(event)) {
                    assertThat(event).isInstanceOf(type);
                    return type.cast(event);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That nothing is told for a while can only be seen by waiting for it. */
    private void silence(Incarnation about, Duration span) {
        try {
            var event = heard.poll(span.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(event).as("news about %s", about).isNull();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void waitForRequests(int count) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (server.requests().size() < count) {
            assertThat(System.nanoTime()).as("%s requests", count).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static final class Known implements Instances {
        private final AtomicReference<Optional<ProcessId>> noted = new AtomicReference<>(Optional.empty());

        @Override
        public Optional<Incarnation> owner(int pid) {
            return ProcessHandle.of(pid)
                    .filter(it -> it.pid() == SELF
                            || it.parent().map(ProcessHandle::pid).equals(Optional.of((long) SELF)))
                    .map(_ -> WEB);
        }

        @Override
        public void noteMainProcess(Incarnation incarnation, ProcessId process) {
            noted.set(Optional.of(process));
        }

        @Override
        public Optional<ProcessId> notedMainProcess(Incarnation incarnation) {
            return noted.get();
        }

        @Override
        public List<Integer> roots(Incarnation incarnation) {
            return List.of(SELF);
        }

        @Override
        public OptionalInt servedPort(Incarnation incarnation) {
            return OptionalInt.empty();
        }

        @Override
        public String groupName(Incarnation incarnation) {
            return "daruma-test-" + SELF;
        }

        @Override
        public Optional<ExecCheck.Commands> commands(Incarnation incarnation) {
            return Optional.empty();
        }

        @Override
        public LogCheck.Lines lines() {
            return (_, _, _) -> Optional.empty();
        }
    }
}
