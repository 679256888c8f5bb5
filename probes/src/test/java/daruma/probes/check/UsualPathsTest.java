package daruma.probes.check;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.probes.check.UsualPaths.Finding;
import daruma.probes.time.Deadline;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsualPathsTest {
    @Test
    void the_first_path_that_answers_well_tells() {
        assertThat(ask(Map.of("/health", 200))).isEqualTo(new Finding.Ready("/health"));
        assertThat(ask(Map.of("/up", 200, "/readyz", 404))).isEqualTo(new Finding.Ready("/up"));
        assertThat(ask(Map.of("/actuator/health/readiness", 200, "/up", 200)))
                .isEqualTo(new Finding.Ready("/actuator/health/readiness"));
    }

    @Test
    void a_503_says_not_yet() {
        assertThat(ask(Map.of("/readyz", 503, "/up", 200))).isEqualTo(new Finding.NotYet("/readyz"));
    }

    @Test
    void a_server_without_any_of_them_says_nothing() {
        assertThat(ask(Map.of())).isEqualTo(new Finding.Silent());
        assertThat(ask(Map.of("/readyz", 401, "/health", 500))).isEqualTo(new Finding.Silent());
    }

    @Test
    void a_server_that_answers_everything_alike_says_nothing() {
        for (int code : new int[] {200, 302, 503}) {
            try (var server = Faulty.answering("HTTP/1.1 " + code + " X\r\nContent-Length: 0\r\n\r\n")) {
                assertThat(ask(server)).isEqualTo(new Finding.Silent());
                assertThat(server.requests()).hasSize(2);
            }
        }
    }

    @Test
    void a_server_of_another_protocol_is_asked_once() {
        try (var server = Faulty.answering("-ERR unknown command\r\n")) {
            assertThat(ask(server)).isEqualTo(new Finding.Silent());
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void a_server_that_hangs_costs_no_more_than_the_deadline() {
        try (var server = Faulty.server(Faulty.Connection::hang)) {
            long began = System.nanoTime();
            assertThat(UsualPaths.ask(server.port(), Deadline.in(Duration.ofMillis(300))))
                    .isEqualTo(new Finding.Silent());
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        }
    }

    private static Finding ask(Map<String, Integer> routes) {
        try (var server = Faulty.server(connection -> {
            connection.request();
            connection.answer(routes);
        })) {
            return ask(server);
        }
    }

    private static Finding ask(Faulty server) {
        return UsualPaths.ask(server.port(), Deadline.in(Duration.ofSeconds(5)));
    }
}
