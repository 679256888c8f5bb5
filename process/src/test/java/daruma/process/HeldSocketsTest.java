package daruma.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import daruma.process.launch.End;
import daruma.process.launch.Failure;
import daruma.process.launch.Launch;
import daruma.process.launch.Listener;
import daruma.process.launch.ShimOptions;
import daruma.process.launch.Started;
import daruma.process.socket.HeldSockets;
import daruma.process.socket.SocketRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldSocketsTest {
    private static final Path HOLDER =
            Path.of("../shim/target/shim/daruma-holder").toAbsolutePath().normalize();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    private HeldSockets sockets(ProcessRoom room, String service) {
        return room.heldSockets(HOLDER, directory.resolve(service), told::add).orElseThrow();
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static void connect(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(socket.isConnected()).isTrue();
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static void killHolder(HeldSockets sockets) {
        await("a holder").atMost(LIMIT).until(() -> sockets.holderPid() > 0);
        assertThat(ProcessHandle.of(sockets.holderPid()).orElseThrow().destroyForcibly())
                .isTrue();
    }

    @Test
    void a_port_accepts_from_the_first_moment_on_and_is_free_once_it_is_released() throws Exception {
        try (var room = ProcessRoom.open();
                var sockets = sockets(room, "s")) {
            int port = freePort();
            int fd = sockets.descriptor(port);
            assertThat(sockets.descriptor(port)).isEqualTo(fd);
            connect(port);
            await("a holder").atMost(LIMIT).until(() -> sockets.holderPid() > 0);
            var holder = ProcessHandle.of(sockets.holderPid()).orElseThrow();

            sockets.release(port);

            assertThat(sockets.settle(LIMIT)).isTrue();
            assertThat(sockets.holds(port)).isFalse();
            await("a free port").atMost(LIMIT).until(() -> isFree(port));
            await("the end of a holder with nothing to hold").atMost(LIMIT).until(() -> !holder.isAlive());
        }
        assertThat(told).isEmpty();
    }

    @Test
    void a_port_that_was_just_released_can_be_had_again_at_once() throws Exception {
        try (var room = ProcessRoom.open();
                var sockets = sockets(room, "s")) {
            int port = freePort();
            for (int i = 0; i < 20; i++) {
                assertThat(sockets.descriptor(port)).isPositive();
                sockets.release(port);
            }
        }
    }

    @Test
    void what_the_holder_keeps_comes_back_to_the_next_one_who_asks_for_it() throws Exception {
        int port = freePort();
        try (var room = ProcessRoom.open();
                var first = sockets(room, "s")) {
            assertThat(first.descriptor(port)).isPositive();
            assertThat(first.settle(LIMIT)).isTrue();
            try (var second = sockets(room, "s")) {
                assertThat(second.ports()).containsExactly(port);
                assertThat(second.descriptor(port)).isNotEqualTo(first.descriptor(port));
                await("a holder").atMost(LIMIT).until(() -> second.holderPid() == first.holderPid());
                first.release(port);
                second.release(port);
                assertThat(second.settle(LIMIT)).isTrue();
            }
            assertThat(first.settle(LIMIT)).isTrue();
            await("a free port").atMost(LIMIT).until(() -> isFree(port));
        }
    }

    @Test
    void when_the_holder_is_killed_nobody_is_refused_and_another_one_keeps_the_socket() throws Exception {
        int port = freePort();
        try (var room = ProcessRoom.open();
                var sockets = sockets(room, "s")) {
            assertThat(sockets.descriptor(port)).isPositive();
            await("a holder").atMost(LIMIT).until(() -> sockets.holderPid() > 0);
            int before = sockets.holderPid();
            killHolder(sockets);
            connect(port);
            await("another holder").atMost(LIMIT).until(() -> sockets.holderPid() > 0 && sockets.holderPid() != before);
            assertThat(told).singleElement(InstanceOfAssertFactories.STRING).contains("[" + port + "]", "has died");
            try (var later = sockets(room, "s")) {
                assertThat(later.ports()).containsExactly(port);
            }
            sockets.release(port);
        }
    }

    @Test
    void a_port_in_use_is_refused_and_says_so() throws Exception {
        try (var room = ProcessRoom.open();
                var sockets = sockets(room, "s");
                var other = new ServerSocket(0)) {
            assertThat(sockets.obstacle(other.getLocalPort()).orElseThrow().inUse())
                    .isTrue();
            assertThatThrownBy(() -> sockets.descriptor(other.getLocalPort()))
                    .isInstanceOf(SocketRefused.class)
                    .hasMessageContaining("in use");
            assertThat(sockets.ports()).isEmpty();
        }
    }

    @Test
    void a_socket_that_nobody_keeps_any_more_is_taken_back_from_a_program_that_has_it() throws Exception {
        int port = freePort();
        try (var room = ProcessRoom.open();
                var sockets = sockets(room, "s");
                var others = sockets(room, "o")) {
            var run = Files.createDirectory(directory.resolve("run"));
            var pids = new ArrayBlockingQueue<Integer>(1);
            var child = room.launcher()
                    .launch(
                            new Launch(
                                    Stage.cShim(),
                                    run,
                                    List.of("/bin/sleep", "60"),
                                    Map.of(),
                                    "rescue" + port,
                                    ShimOptions.NONE.withListenSockets(
                                            List.of(sockets.descriptor(port)), List.of("web"))),
                            new Listener() {
                                @Override
                                public void started(Started started) {
                                    pids.add(started.program().pid());
                                }

                                @Override
                                public void failed(Failure failure) {}

                                @Override
                                public void degraded(String notice) {}

                                @Override
                                public void ended(End end) {}
                            });
            var pid = pids.poll(20, TimeUnit.SECONDS);
            assertThat(pid).as("the program's pid").isNotNull();

            assertThat(others.rescue(port, List.of(pid))).isTrue();

            sockets.release(port);
            room.launcher().kill(child, Duration.ofSeconds(5));
            connect(port);
            others.release(port);
            assertThat(others.settle(LIMIT)).isTrue();
            await("a free port").atMost(LIMIT).until(() -> isFree(port));
        }
    }
}
