package daruma.daemon.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.LastExit;
import daruma.model.ProgramKind;
import daruma.model.Signal;
import daruma.model.Traffic;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.LaunchOrder;
import daruma.supervisor.lifecycle.Told;
import daruma.supervisor.loop.ProcessLauncher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldPortsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final InstanceId WEB = new InstanceId(new AppName("web"), 0);
    private static final DesiredApp APP = DesiredApp.first(
            0,
            AppSpec.of(
                    WEB.app(),
                    new Command(List.of("node", "web.js"), Path.of("/"), ProgramKind.NODE, Optional.empty())));

    private final Launches launches = new Launches();
    private final List<InstanceEvent.About> news = new CopyOnWriteArrayList<>();
    private final List<Told> remarks = new CopyOnWriteArrayList<>();
    private final ExecutorService work = Executors.newCachedThreadPool();
    private volatile @Nullable String holder = "pid 77 (nginx)";
    private volatile List<String> lastLines = List.of("Error: listen EADDRINUSE: address already in use :::3000");
    private final HeldPorts ports = new HeldPorts(
            launches,
            _ -> lastLines,
            port -> port == 3000 ? Optional.ofNullable(holder) : Optional.empty(),
            news::add,
            (_, told) -> remarks.add(told),
            () -> NOON,
            work);

    @AfterEach
    void end() {
        work.shutdownNow();
    }

    @Test
    void what_died_for_a_held_port_is_not_run_again_until_the_port_is_free() {
        ports.died(death(1, new ExitStatus.Exited(1)));
        await().until(() -> !remarks.isEmpty());
        assertThat(remarks.getFirst().message()).contains("port 3000 is held by pid 77 (nginx)");

        ports.launch(order(2));
        assertThat(launches.orders).isEmpty();
        assertThat(news)
                .containsExactly(new InstanceEvent.Ended(
                        new Incarnation(WEB, 2),
                        new ExitStatus.NeverRan("port 3000 is held by pid 77 (nginx)", 0),
                        Duration.ZERO,
                        NOON,
                        false));

        holder = null;
        await().until(() -> {
            news.clear();
            ports.launch(order(3));
            return news.isEmpty();
        });
        assertThat(launches.orders).containsExactly(order(3));
        assertThat(remarks).hasSize(1);
    }

    @Test
    void an_app_that_was_declared_anew_is_run_whatever_stood_in_the_way_of_the_old_one() {
        ports.died(death(1, new ExitStatus.Exited(1)));
        await().until(() -> !remarks.isEmpty());
        var anew = APP.withSpec(APP.spec().withPort(4_000));

        var order = new LaunchOrder(new Incarnation(WEB, 2), anew);
        ports.launch(order);
        assertThat(launches.orders).containsExactly(order);
        assertThat(news).isEmpty();
    }

    @Test
    void a_program_that_ignores_its_port_behind_the_balancer_is_told_of_it() {
        holder = "pid 77 (node) of app \"web\"";
        var balanced = APP.withSpec(APP.spec()
                .withPort(3_000)
                .withReplicas(2)
                .withTraffic(new Traffic(Traffic.Mode.BALANCED, OptionalInt.of(20_000), 0)));
        ports.died(death(1, new ExitStatus.Exited(1), balanced));
        await().until(() -> !remarks.isEmpty());
        assertThat(remarks.getFirst().message())
                .contains(
                        "port 3000 is held by pid 77 (node) of app \"web\". The program ignores PORT, which tells this"
                                + " instance 20000: let it serve there; or let it take the socket that is handed to it, with"
                                + " --listen 3000");
        ports.launch(new LaunchOrder(new Incarnation(WEB, 2), balanced));
        assertThat(launches.orders).as("no process dies for it again and again").isEmpty();
    }

    @Test
    void siblings_that_want_one_port_are_told_how_each_gets_its_own() {
        holder = "pid 77 (node) of app \"web\"";
        ports.died(death(1, new ExitStatus.Exited(1), APP.withSpec(APP.spec().withReplicas(2))));
        await().until(() -> !remarks.isEmpty());
        assertThat(remarks.getFirst().message())
                .contains("publish it, with -p 3000, and let the program serve on PORT");
    }

    @Test
    void other_deaths_and_ports_that_are_free_again_hold_nothing_up() {
        ports.died(death(1, new ExitStatus.Signaled(9, false)));
        lastLines = List.of("TypeError: boom");
        ports.died(death(1, new ExitStatus.Exited(1)));
        ports.launch(order(2));
        lastLines = List.of("Error: listen EADDRINUSE: address already in use :::3000");
        holder = null;
        ports.died(death(2, new ExitStatus.Exited(1)));
        work.close();

        ports.launch(order(3));
        assertThat(launches.orders).containsExactly(order(2), order(3));
        assertThat(news).isEmpty();
        assertThat(remarks).isEmpty();
    }

    private static LaunchOrder order(long number) {
        return new LaunchOrder(new Incarnation(WEB, number), APP);
    }

    private static Action.Gather death(long number, ExitStatus status) {
        return death(number, status, APP);
    }

    private static Action.Gather death(long number, ExitStatus status, DesiredApp app) {
        var incarnation = new Incarnation(WEB, number);
        var exit = new LastExit(incarnation, status, NOON, Duration.ofMillis(40), false, false);
        return new Action.Gather(
                incarnation, app, Optional.empty(), Optional.empty(), Optional.of(exit), status.describe(), "");
    }

    private static final class Launches implements ProcessLauncher {
        private final List<LaunchOrder> orders = new ArrayList<>();

        @Override
        public void launch(LaunchOrder order) {
            orders.add(order);
        }

        @Override
        public void terminate(Incarnation incarnation, Signal signal) {}

        @Override
        public void kill(Incarnation incarnation) {}

        @Override
        public void forget(InstanceId instance) {}
    }
}
