package daruma.supervisor.incident;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            order 4711 not found                              | order <n> not found
            user 3f2b8c1e-9a77-4c0d-8f0e-2b1d6a7c9e10 is gone | user <uuid> is gone
            at 0x7ffd1234 in block deadbeef42                 | at <hex> in block <hex>
            facade and feedback are words                     | facade and feedback are words
            cannot open "/var/lib/x" as 'root'                | cannot open <value> as <value>
            can't open it, won't try                          | can't open it, won't try
            2026-11-21T10:01:02.123Z GET took 12ms            | <time> GET took <n>ms
            2026-11-21 10:01:02,123 ERROR x                   | <time> ERROR x
            [21/Nov/2026:10:01:02 +0100] 500                  | [<time>] <n>
            Nov  2 10:01:02 host app: gone                    | <time> host app: gone
            db at 10.0.0.7:5432 after 3.5 s                   | db at <n> after <n> s
            server.js:12:5: unexpected                        | server.js:<n>: unexpected
            an \u001b[31mError:\u001b[0m   worker3  failed    | an Error: worker<n> failed
            Result `no 5' and `yes`                           | Result <value> and <value>
            """)
    void what_differs_from_one_time_to_the_next_is_taken_off(String line, String same) {
        assertThat(Wording.same(line)).isEqualTo(same);
    }
}
