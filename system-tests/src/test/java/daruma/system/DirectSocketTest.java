package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.ProgramKind;
import daruma.model.Traffic;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An app whose instances share one socket that is held outside of them: it is there whoever dies. */
class DirectSocketTest {
    private static final String SERVER = """
            const server = require('http').createServer((request, response) => response.end(String(process.pid)));
            server.listen(Number(process.env.PORT));
            process.on('SIGTERM', () => server.close(() => process.exit(0)));
            """;

    @BeforeEach
    void there_is_a_node_and_a_holder() {
        try (var home = DarumaHome.create()) {
            assumeTrue(home.run("sh", "-c", "command -v node").exit() == 0, "no node");
            assumeTrue(Files.exists(home.distribution().resolve("libexec/daruma-holder")), "no holder in C");
        }
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static AppSpec spec(DarumaHome home, int port, int replicas) throws IOException {
        var script = Files.writeString(home.directory().resolve("server.js"), SERVER);
        return AppSpec.of(
                        new AppName("web"),
                        new Command(
                                List.of("node", script.toString()),
                                home.directory(),
                                ProgramKind.NODE,
                                Optional.of(script)))
                .withInheritedEnv(Map.of("PATH", System.getenv("PATH"), "SYSTEM_TEST_OF", home.directory() + ""))
                .withReplicas(replicas)
                .withPort(port)
                .withTraffic(new Traffic(Traffic.Mode.DIRECT, OptionalInt.empty(), 0));
    }

    /** Empty: it is done. */
    private static Optional<Fault> start(DarumaHome home, AppSpec spec) {
        home.ok("ping", "--start");
        return switch (ControlClient.connect(home.paths().socket(), "test", DarumaHome.PATIENCE)) {
            case Outcome.Failed<ControlClient>(var fault) -> Optional.of(fault);
            case Outcome.Ok<ControlClient>(var client) -> {
                try (client) {
                    yield switch (client.call(new Request.Start(List.of(spec), true), DarumaHome.PATIENCE)) {
                        case Outcome.Failed<Answer.Step>(var fault) -> Optional.of(fault);
                        case Outcome.Ok<Answer.Step> _ -> Optional.empty();
                    };
                }
            }
        };
    }

    /** What one client sees who asks over a connection of its own each time. */
    private static final class Load implements AutoCloseable {
        final AtomicInteger answers = new AtomicInteger();
        final AtomicInteger broken = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();
        final Map<String, Integer> by = new ConcurrentHashMap<>();
        private final int port;
        private final Thread[] clients;
        private volatile boolean over;

        Load(int port, int clients) {
            this.port = port;
            this.clients = new Thread[clients];
            for (int i = 0; i < clients; i++) {
                this.clients[i] = Thread.ofVirtual().start(this::run);
            }
        }

        private void run() {
            while (!over) {
                try {
                    by.merge(get(port), 1, Integer::sum);
                    answers.incrementAndGet();
                    Thread.sleep(1);
                } catch (ConnectException e) {
                    refused.incrementAndGet();
                } catch (IOException e) {
                    broken.incrementAndGet(); // it was being served when its server was killed
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        @Override
        public void close() {
            end();
        }

        /** No more; what is under way is waited for. */
        void end() {
            over = true;
            for (var client : clients) {
                try {
                    client.join(DarumaHome.PATIENCE);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static String get(int port) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout((int) DarumaHome.PATIENCE.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int)
                    DarumaHome.PATIENCE.toMillis());
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            int body = answer.indexOf("\r\n\r\n");
            if (!answer.startsWith("HTTP/1.1 200") || body < 0) {
                throw new IOException("no answer: " + answer);
            }
            return answer.substring(body + 4);
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

    @Test
    void the_only_instance_dies_ten_times_and_no_connection_is_refused() throws Exception {
        try (var home = DarumaHome.create()) {
            int port = freePort();
            assertThat(start(home, spec(home, port, 1))).isEmpty();
            try (var load = new Load(port, 8)) {
                for (int kill = 0; kill < 10; kill++) {
                    int served = load.answers.get();
                    home.untilWithoutDaemon("answers before a kill", () -> load.answers.get() > served + 20);
                    var victim = home.app("web").only();
                    Processes.signal(victim.alivePid(), "KILL");
                    home.untilWithoutDaemon("answers of the next one", () -> load.answers.get() > served + 100);
                    home.ok("reset", "web"); // ten deaths in a row would otherwise be a crash loop
                }
                load.end();
                System.out.println("direct: " + load.answers + " answers, " + load.broken + " broken off, "
                        + load.refused + " refused in 10 deaths of the only instance");
                assertThat(load.refused.get()).as("refused connections").isZero();
                assertThat(load.broken.get()).as("broken off, of 8 at a time").isLessThanOrEqualTo(10 * 8);
            }
            home.ok("stop", "web");
            assertThat(isFree(port)).as("port %d after stop", port).isTrue();
        }
    }

    @Test
    void four_unmodified_node_programs_share_the_port_and_outlive_daemon_and_shims() throws Exception {
        try (var home = DarumaHome.create()) {
            int port = freePort();
            assertThat(start(home, spec(home, port, 4))).isEmpty();
            var pids = Set.copyOf(home.pids().values());
            assertThat(pids).hasSize(4);
            try (var load = new Load(port, 32)) {
                home.untilWithoutDaemon("answers of all four", () -> load.by.size() == 4);

                long daemon = home.daemonPid();
                home.killDaemon();
                home.until("another daemon", () -> home.daemonPid() != daemon);
                assertThat(Set.copyOf(home.pids().values())).isEqualTo(pids);
                for (long pid : pids) {
                    Processes.signal(Processes.parentOf(pid), "KILL");
                }
                var served = new HashMap<>(load.by);
                home.untilWithoutDaemon(
                        "further answers of all four",
                        () -> load.by.entrySet().stream()
                                .allMatch(one -> one.getValue() > served.getOrDefault(one.getKey(), 0)));
                assertThat(Set.copyOf(home.pids().values())).isEqualTo(pids);
                load.end();
                assertThat(load.refused.get() + load.broken.get()).as("failed").isZero();
                assertThat(load.by.keySet()).isEqualTo(texts(pids));
            }
            home.ok("delete", "web");
            assertThat(isFree(port)).as("port %d after delete", port).isTrue();
        }
    }

    private static Set<String> texts(Set<Long> pids) {
        var texts = new HashSet<String>();
        pids.forEach(pid -> texts.add(Long.toString(pid)));
        return texts;
    }

    @Test
    void what_keeps_the_socket_dies_with_the_daemon_and_what_runs_gives_it_back() throws Exception {
        try (var home = DarumaHome.create()) {
            int port = freePort();
            assertThat(start(home, spec(home, port, 1))).isEmpty();
            try (var load = new Load(port, 4)) {
                long keeper = keeper(home);
                Processes.signal(keeper, "KILL");
                home.until("another keeper", () -> keepers(home).stream().anyMatch(pid -> pid != keeper));

                long daemon = home.daemonPid();
                home.killDaemon();
                Processes.signal(keeper(home), "KILL");
                home.until("another daemon", () -> home.daemonPid() != daemon);
                home.until("another keeper", () -> !keepers(home).isEmpty());
                long pid = home.pid("web");
                Processes.signal(pid, "KILL");
                home.untilWithoutDaemon("answers of the next one", () -> load.by.size() > 1);
                load.end();
                assertThat(load.refused.get()).as("refused connections").isZero();
            }
        }
    }

    private static List<Long> keepers(DarumaHome home) {
        return home.processes("listen.sock");
    }

    private static long keeper(DarumaHome home) {
        home.untilWithoutDaemon("a keeper of sockets", () -> keepers(home).size() == 1);
        return keepers(home).getFirst();
    }

    @Test
    void a_java_program_takes_its_inherited_channel() throws Exception {
        try (var home = DarumaHome.create()) {
            int port = freePort();
            var example = Path.of("../examples/inherited-jdk/Hello.java").toRealPath();
            var java = Path.of(System.getProperty("java.home"), "bin", "java");
            var command = new Command(
                    List.of(java.toString(), example.toString()),
                    home.directory(),
                    ProgramKind.JAVA,
                    Optional.of(example));
            var spec = AppSpec.of(new AppName("web"), command)
                    .withInheritedEnv(Map.of("PATH", System.getenv("PATH"), "SYSTEM_TEST_OF", home.directory() + ""))
                    .withReplicas(2)
                    .withPort(port)
                    .withTraffic(new Traffic(Traffic.Mode.DIRECT, OptionalInt.empty(), 0));
            assertThat(start(home, spec)).isEmpty();
            try (var load = new Load(port, 8)) {
                home.untilWithoutDaemon("answers of both", () -> load.by.size() == 2);
                load.end();
                assertThat(load.refused.get() + load.broken.get()).as("failed").isZero();
            }
        }
    }

    @Test
    void a_port_that_is_taken_is_refused_with_the_name_of_who_has_it() throws Exception {
        try (var home = DarumaHome.create();
                var other = new ServerSocket(0)) {
            assertThat(start(home, spec(home, other.getLocalPort(), 1)))
                    .hasValueSatisfying(fault -> assertThat(fault.sentence())
                            .contains(
                                    "port " + other.getLocalPort(),
                                    "pid " + ProcessHandle.current().pid()));
            assertThat(home.ls()).isEmpty();
        }
    }

    @Test
    void a_program_that_opens_the_port_itself_is_told_what_to_do() throws Exception {
        try (var home = DarumaHome.create()) {
            int port = freePort();
            var script = Path.of(home.programs().sleeps("unused").toString()).resolveSibling("own.sh");
            Files.writeString(
                    script, "echo 'Error: listen EADDRINUSE: address already in use :::" + port + "' >&2; exit 1\n");
            var spec = AppSpec.of(
                            new AppName("own"),
                            new Command(
                                    List.of("sh", script.toString()),
                                    home.directory(),
                                    ProgramKind.SHELL,
                                    Optional.of(script)))
                    .withInheritedEnv(Map.of("PATH", System.getenv("PATH"), "SYSTEM_TEST_OF", home.directory() + ""))
                    .withPort(port)
                    .withTraffic(new Traffic(Traffic.Mode.DIRECT, OptionalInt.empty(), 0));
            start(home, spec);
            home.until("word of it", () -> home.daruma("events").out().contains("SocketNotTaken"));
            home.ok("delete", "own");
            assertThat(isFree(port)).isTrue();
        }
    }
}
