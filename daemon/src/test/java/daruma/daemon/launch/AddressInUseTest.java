package daruma.daemon.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressInUseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "3000 | Error: listen EADDRINUSE: address already in use :::3000",
                "3000 | Error: listen EADDRINUSE: address already in use 127.0.0.1:3000",
                "8080 | Web server failed to start. Port 8080 was already in use.",
                "8080 | 2026/11/22 01:02:03 listen tcp :8080: bind: address already in use",
                "80   | nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)",
                "8000 | ERROR: [Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use",
                "3000 | Address already in use - bind(2) for \"0.0.0.0\" port 3000 (Errno::EADDRINUSE)",
                "0    | OSError: [Errno 98] Address already in use",
                "0    | java.net.BindException: Address already in use",
                "0    | Os { code: 98, kind: AddrInUse, message: \"Address already in use\" }"
            })
    void what_runtimes_say_is_understood(int port, String line) {
        var said = AddressInUse.in(List.of("before", line, "    at Server.setupListenHandle [as _listen2]"));

        assertThat(said).isPresent();
        assertThat(said.get().port()).isEqualTo(port == 0 ? OptionalInt.empty() : OptionalInt.of(port));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listening on port 3000",
                "Error: connect ECONNREFUSED 127.0.0.1:5432",
                "TypeError: Cannot read properties of undefined",
                "this name is already in use"
            })
    void other_failures_are_not_taken_for_it(String line) {
        assertThat(AddressInUse.in(List.of(line))).isEmpty();
    }

    @Test
    void a_line_with_the_port_counts_more_than_a_later_one_without() {
        var said = AddressInUse.in(List.of(
                "Error: listen EADDRINUSE: address already in use :::3000", "  code: 'EADDRINUSE',", "  errno: -98,"));

        assertThat(said.orElseThrow().port()).hasValue(3000);
    }
}
