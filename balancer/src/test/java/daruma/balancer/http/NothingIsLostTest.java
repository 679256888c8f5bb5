package daruma.balancer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import daruma.balancer.ProgramFake;
import daruma.balancer.TestBalancer;
import daruma.model.traffic.Balancing;
import daruma.model.traffic.Capacity;
import daruma.model.traffic.Endpoint;
import daruma.model.traffic.EndpointState;
import daruma.model.traffic.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs come and go; requests that may be sent again are answered all the same. */
class NothingIsLostTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private TestBalancer balancer;

    @BeforeEach
    void begin() throws IOException {
        balancer = new TestBalancer();
    }

    @AfterEach
    void end() throws IOException {
        balancer.close();
    }

    @Test
    void a_kept_connection_that_the_program_has_just_closed_is_replaced_for_every_method() throws Exception {
        // It reads a second request, and hangs up without a word: as one does that closed while ours was on its way.
        var served = new AtomicInteger();
        try (var program = ProgramFake.that(connection -> {
                    connection.head();
                    served.incrementAndGet();
                    connection.send(OK);
                    connection.head();
                });
                var client = balancer.serve(Balancing.DEFAULT, program).connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).message()).startsWith("HTTP/1.1 200 OK");
            }
            assertThat(served).hasValue(20);
            assertThat(balancer.figures().endpoints().getFirst().resets()).isZero();
            assertThat(balancer.figures().retries()).isZero();
        }
    }

    @Test
    void an_idempotent_request_is_sent_again_to_another_when_one_breaks_off() throws Exception {
        try (var bad = ProgramFake.that(connection -> connection.head());
                var good = ProgramFake.answering(OK);
                var client = balancer.serve(Balancing.DEFAULT, bad, good).connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(GET).message()).startsWith("HTTP/1.1 200 OK");
            }
            assertThat(balancer.figures().retries()).isPositive();
        }
    }

    @Test
    void one_that_must_not_be_sent_twice_is_not() throws Exception {
        var came = new AtomicInteger();
        try (var bad = ProgramFake.that(connection -> {
                    connection.head();
                    came.incrementAndGet();
                });
                var client = balancer.serve(Balancing.DEFAULT, bad).connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.message())
                    .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
                    .contains("it closed the connection");
            assertThat(came).hasValue(1);
        }
    }

    @Test
    void a_program_that_is_not_there_is_passed_over_whatever_the_method() throws Exception {
        try (var good = ProgramFake.answering(OK)) {
            var nobody = TestBalancer.freePort();
            balancer.serve(
                    Balancing.DEFAULT,
                    List.of(
                            TestBalancer.endpoint(0, nobody, EndpointState.READY),
                            TestBalancer.endpoint(1, good.port(), EndpointState.READY)));
            try (var client = balancer.connect()) {
                for (int i = 0; i < 50; i++) {
                    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
                    assertThat(client.message()).startsWith("HTTP/1.1 200 OK");
                }
            }
            var figures = balancer.figures().endpoints().getFirst();
            assertThat(figures.connectFailures()).isPositive();
        }
    }

    @Test
    void a_request_waits_for_a_program_that_is_just_being_started() throws Exception {
        var port = TestBalancer.freePort();
        balancer.serve(Balancing.DEFAULT, List.of(TestBalancer.endpoint(0, port, EndpointState.READY)));
        try (var client = balancer.connect()) {
            client.send(GET);
            await("it was tried in vain")
                    .until(() -> balancer.figures().endpoints().getFirst().connectFailures() > 0);
            try (var _ = ProgramFake.at(port, connection -> {
                connection.head();
                connection.send(OK);
            })) {
                assertThat(client.message()).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void a_request_waits_until_the_table_says_that_somebody_is_ready() throws Exception {
        try (var program = ProgramFake.answering(OK)) {
            balancer.serve(Balancing.DEFAULT, List.of(TestBalancer.endpoint(0, program.port(), EndpointState.DOWN)));
            try (var client = balancer.connect()) {
                client.send(GET);
                await("it waits").until(() -> balancer.figures().waiting() == 1);
                assertThat(program.accepted()).isZero();
                balancer.serve(
                        Balancing.DEFAULT, List.of(TestBalancer.endpoint(0, program.port(), EndpointState.READY)));
                assertThat(client.message()).startsWith("HTTP/1.1 200 OK");
                assertThat(balancer.figures().waiting()).isZero();
            }
        }
    }

    @Test
    void nobody_waits_for_ever_and_not_too_many_wait() throws Exception {
        var limits = new Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(300));
        var balancing = Balancing.DEFAULT.withTimeouts(limits).withCapacity(new Capacity(OptionalInt.empty(), 1, 100));
        balancer.serve(balancing, List.of(TestBalancer.endpoint(0, 1, EndpointState.DOWN)));
        try (var first = balancer.connect();
                var second = balancer.connect()) {
            first.send(GET);
            await("it waits").until(() -> balancer.figures().waiting() == 1);
            assertThat(second.send(GET).message())
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                    .contains("too many requests wait");
            assertThat(first.message())
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                    .contains("Retry-After: 1\r\n")
                    .contains("within 300 ms (1 down)");
        }
        balancer.serve(balancing, List.<Endpoint>of());
        try (var client = balancer.connect()) {
            assertThat(client.send(GET).message()).contains("it has no instances");
        }
    }

    @Test
    void one_at_a_time_means_one_at_a_time() throws Exception {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        try (var program = ProgramFake.that(connection -> {
            while (true) {
                connection.head();
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                now.decrementAndGet();
                connection.send(OK);
            }
        })) {
            balancer.serve(Balancing.DEFAULT.withCapacity(new Capacity(OptionalInt.of(1), 100, 100)), program);
            var threads = new Thread[8];
            var failed = new AtomicInteger();
            for (int t = 0; t < threads.length; t++) {
                threads[t] = Thread.ofVirtual().start(() -> {
                    try (var client = balancer.connect()) {
                        for (int i = 0; i < 50; i++) {
                            if (!client.send(GET).message().startsWith("HTTP/1.1 200 OK")) {
                                failed.incrementAndGet();
                            }
                        }
                    } catch (IOException e) {
                        failed.incrementAndGet();
                    }
                });
            }
            for (var thread : threads) {
                thread.join();
            }
            assertThat(failed).hasValue(0);
            // Two event loops may each see a place at the same moment.
            assertThat(most.get()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void a_draining_program_finishes_what_it_has_and_gets_nothing_new() throws Exception {
        var go = new CountDownLatch(1);
        var came = new AtomicInteger();
        try (var old = ProgramFake.that(connection -> {
                    connection.head();
                    came.incrementAndGet();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    connection.send(OK);
                });
                var fresh = ProgramFake.answering(OK)) {
            balancer.serve(Balancing.DEFAULT, List.of(TestBalancer.endpoint(0, old.port(), EndpointState.READY)));
            try (var slow = balancer.connect();
                    var quick = balancer.connect()) {
                slow.send(GET);
                await("the old one has it").until(() -> came.get() == 1);
                balancer.serve(
                        Balancing.DEFAULT,
                        List.of(
                                TestBalancer.endpoint(0, old.port(), EndpointState.DRAINING),
                                TestBalancer.endpoint(1, fresh.port(), EndpointState.READY)));
                for (int i = 0; i < 20; i++) {
                    assertThat(quick.send(GET).message()).startsWith("HTTP/1.1 200 OK");
                }
                assertThat(balancer.balancer().inFlight(TestBalancer.incarnation(0, 1)))
                        .isEqualTo(1);
                go.countDown();
                assertThat(slow.message()).startsWith("HTTP/1.1 200 OK");
                assertThat(came).hasValue(1);
                await("it is idle").until(() -> balancer.balancer().inFlight(TestBalancer.incarnation(0, 1)) == 0);
            }
        }
    }

    @Test
    void a_spare_stands_in_for_one_that_is_gone() throws Exception {
        try (var spare = ProgramFake.answering(OK)) {
            var gone = ProgramFake.answering(OK);
            balancer.serve(
                    Balancing.DEFAULT,
                    List.of(
                            TestBalancer.endpoint(0, gone.port(), EndpointState.READY),
                            TestBalancer.endpoint(1, spare.port(), EndpointState.SPARE)));
            try (var client = balancer.connect()) {
                assertThat(client.send(GET).message()).startsWith("HTTP/1.1 200 OK");
                assertThat(spare.accepted()).isZero();
                gone.die();
                assertThat(client.send(GET).message()).startsWith("HTTP/1.1 200 OK");
                assertThat(spare.accepted()).isEqualTo(1);
            }
        }
    }

    @Test
    void under_load_with_one_of_two_replaced_again_and_again_every_request_is_answered() throws Exception {
        var going = new AtomicBoolean(true);
        var failed = new AtomicInteger();
        var done = new AtomicInteger();
        var ports = new int[] {TestBalancer.freePort(), TestBalancer.freePort()};
        var programs = new ProgramFake[2];
        for (int i = 0; i < 2; i++) {
            programs[i] = start(ports[i]);
        }
        balancer.serve(
                Balancing.DEFAULT,
                List.of(
                        TestBalancer.endpoint(0, ports[0], EndpointState.READY),
                        TestBalancer.endpoint(1, ports[1], EndpointState.READY)));
        var threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            threads[t] = Thread.ofVirtual().start(() -> {
                while (going.get()) {
                    try (var client = balancer.connect()) {
                        for (int i = 0; i < 20; i++) {
                            if (client.send(GET).message().startsWith("HTTP/1.1 200 OK")) {
                                done.incrementAndGet();
                            } else {
                                failed.incrementAndGet();
                            }
                        }
                    } catch (IOException e) {
                        failed.incrementAndGet();
                    }
                }
            });
        }
        for (int round = 0; round < 20; round++) {
            var before = done.get();
            await("requests go on in round " + round).until(() -> done.get() > before + 40);
            programs[round % 2].die();
            programs[round % 2] = start(ports[round % 2]);
        }
        going.set(false);
        for (var thread : threads) {
            thread.join();
        }
        for (var program : programs) {
            program.close();
        }
        assertThat(failed).as("of %d", done.get()).hasValue(0);
    }

    private static ProgramFake start(int port) throws IOException {
        return ProgramFake.at(port, connection -> {
            while (true) {
                connection.head();
                connection.send(OK);
            }
        });
    }
}
