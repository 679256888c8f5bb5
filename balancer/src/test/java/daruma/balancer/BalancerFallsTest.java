package daruma.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import daruma.control.traffic.BalancerClient;
import daruma.control.traffic.BalancerReply;
import daruma.model.traffic.Address;
import daruma.model.traffic.Balancing;
import daruma.model.traffic.EndpointState;
import daruma.model.traffic.Frontend;
import daruma.model.traffic.Protocol;
import daruma.model.traffic.Route;
import daruma.model.traffic.TrafficTable;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The balancer as a process below a real holder, killed in the middle of its work. */
class BalancerFallsTest {
    private static final Path HOLDER =
            Path.of("../shim/target/shim/daruma-holder").toAbsolutePath();
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Path directory;
    private Process holder;

    @BeforeEach
    void begin() throws IOException {
        assumeTrue(Files.isExecutable(HOLDER), "the holder in C is built");
        // Short: sockets lie in it.
        directory = Files.createTempDirectory("dbf");
    }

    @AfterEach
    void end() throws Exception {
        if (holder != null) {
            var below = holder.descendants().toList();
            holder.destroy();
            holder.waitFor(20, TimeUnit.SECONDS);
            below.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private BalancerClient start(String... before) throws IOException {
        var command = new ArrayList<>(List.of(
                HOLDER.toString(),
                "--run",
                directory.resolve("run").toString(),
                "--serve",
                directory.resolve("holder.sock").toString(),
                "--out",
                directory.resolve("out").toString(),
                "--err",
                directory.resolve("err").toString(),
                "--"));
        command.addAll(List.of(before));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "daruma.balancer.Main",
                directory.toString()));
        Files.createDirectories(directory.resolve("run"));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment()
                .put("DARUMA_HOLDER", directory.resolve("holder.sock").toString());
        holder = builder.start();
        var client = new BalancerClient(directory.resolve("control.sock"));
        await("the balancer answers").atMost(LIMIT).until(() -> pid(client) > 0);
        return client;
    }

    private static long pid(BalancerClient client) {
        return client.ping(Duration.ofSeconds(1)) instanceof BalancerReply.Answered<Long>(var pid) ? pid : 0;
    }

    private static TrafficTable table(int port, ProgramFake program) {
        return new TrafficTable(
                1,
                List.of(new Route(
                        new Frontend(
                                TestBalancer.WEB, new Address("127.0.0.1", port), Protocol.HTTP, Balancing.DEFAULT),
                        List.of(TestBalancer.endpoint(0, program.port(), EndpointState.READY)))));
    }

    @Test
    void killed_again_and_again_it_refuses_no_connection_and_loses_only_what_was_under_way() throws Exception {
        try (var program = ProgramFake.echoing()) {
            var client = start();
            var port = TestBalancer.freePort();
            assertThat(client.apply(table(port, program), LIMIT)).isEqualTo(new BalancerReply.Answered<>(1L));
            var going = new AtomicBoolean(true);
            var done = new AtomicInteger();
            var refused = new AtomicInteger();
            var broken = new AtomicInteger();
            var visitors = new Thread[4];
            for (int i = 0; i < visitors.length; i++) {
                visitors[i] = Thread.ofVirtual().start(() -> {
                    while (going.get()) {
                        try (var visitor = new Wire(port)) {
                            if (visitor.send(GET).message().startsWith("HTTP/1.1 200 OK")) {
                                done.incrementAndGet();
                            } else {
                                broken.incrementAndGet();
                            }
                        } catch (ConnectException e) {
                            refused.incrementAndGet();
                        } catch (IOException e) {
                            broken.incrementAndGet();
                        }
                    }
                });
            }
            var kills = 3;
            for (int kill = 0; kill < kills; kill++) {
                var before = done.get();
                await("requests are answered").atMost(LIMIT).until(() -> done.get() > before + 20);
                var pid = pid(client);
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                await("the next one answers").atMost(LIMIT).until(() -> pid(client) > 0 && pid(client) != pid);
            }
            var before = done.get();
            await("requests are answered at last").atMost(LIMIT).until(() -> done.get() > before + 20);
            going.set(false);
            for (var visitor : visitors) {
                visitor.join();
            }
            assertThat(refused).hasValue(0);
            assertThat(broken.get()).isLessThanOrEqualTo(kills * visitors.length);
        }
    }

    @Test
    void without_descriptors_it_waits_and_goes_on_when_there_are_some() throws Exception {
        try (var program = ProgramFake.echoing()) {
            var client = start("prlimit", "--nofile=96:96");
            var port = TestBalancer.freePort();
            assertThat(client.apply(table(port, program), LIMIT)).isEqualTo(new BalancerReply.Answered<>(1L));
            var idle = new ArrayList<Wire>();
            for (int i = 0; i < 150; i++) {
                idle.add(new Wire(port));
            }
            for (var one : idle) {
                one.close();
            }
            try (var visitor = new Wire(port)) {
                visitor.socket().setSoTimeout(20_000);
                assertThat(visitor.send(GET).message()).startsWith("HTTP/1.1 200 OK");
            }
            assertThat(ProcessHandle.of(pid(client)).orElseThrow().isAlive()).isTrue();
        }
    }

    @Test
    void asked_to_end_it_answers_what_is_under_way_and_the_next_one_has_the_same_listeners() throws Exception {
        var came = new java.util.concurrent.CountDownLatch(1);
        var go = new java.util.concurrent.CountDownLatch(1);
        try (var program = ProgramFake.that(connection -> {
            var head = connection.head();
            if (head.contains("/slow")) {
                came.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        })) {
            var client = start();
            var port = TestBalancer.freePort();
            client.apply(table(port, program), LIMIT);
            try (var slow = new Wire(port)) {
                slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
                came.await();
                var first = pid(client);
                ProcessHandle.of(first).orElseThrow().destroy();
                try (var knocking = new Wire(port)) {
                    knocking.socket().setSoTimeout(20_000);
                    knocking.send(GET);
                    go.countDown();
                    assertThat(slow.message()).endsWith("ok");
                    assertThat(knocking.message()).startsWith("HTTP/1.1 200 OK");
                }
                await("another one").atMost(LIMIT).until(() -> pid(client) > 0 && pid(client) != first);
            }
        }
    }
}
