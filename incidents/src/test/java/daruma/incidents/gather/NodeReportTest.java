package daruma.incidents.gather;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NodeReportTest {
    @Test
    void the_environment_of_a_report_is_left_out_and_everything_else_stays() throws IOException {
        String report;
        try (var in = NodeReportTest.class.getResourceAsStream("/node-report.json")) {
            if (in == null) {
                throw new IOException("no report");
            }
            report = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var safe = NodeReport.withoutEnvironment(report);
        assertThat(safe).contains("\"event\": \"SIGUSR2\"", "\"core_file_size_blocks\"");
        assertThat(safe).doesNotContain("hunter2", "TRICKY", "HOME");
    }
}
