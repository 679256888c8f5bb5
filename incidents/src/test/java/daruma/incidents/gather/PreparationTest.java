package daruma.incidents.gather;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.Evidence;
import daruma.model.Health;
import daruma.model.ProgramKind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreparationTest {
    private static final Path CRASH = Path.of("/state/crash/web.0");
    private static final Evidence NONE = Evidence.DEFAULT;
    private static final Evidence CORE = new Evidence(true, false);
    private static final Evidence HEAP = new Evidence(false, true);

    @Test
    void unasked_a_program_is_told_where_it_may_leave_reports_and_gets_no_options() {
        assertThat(added("node", ProgramKind.NODE, NONE, Map.of()))
                .isEqualTo(Map.of("DARUMA_CRASH_DIR", "/state/crash/web.0"));
        assertThat(added("java", ProgramKind.JAVA, NONE, Map.of())).containsOnlyKeys("DARUMA_CRASH_DIR");
    }

    @Test
    void python_says_where_it_was_unless_the_user_decided_otherwise() {
        assertThat(added("python3.12", ProgramKind.BINARY, NONE, Map.of())).containsEntry("PYTHONFAULTHANDLER", "1");
        assertThat(added("python3", ProgramKind.PYTHON, NONE, Map.of("PYTHONFAULTHANDLER", "")))
                .containsEntry("PYTHONFAULTHANDLER", "");
    }

    @Test
    void node_writes_a_heap_where_it_was_asked_for_one() {
        assertThat(added("node", ProgramKind.NODE, HEAP, Map.of("NODE_OPTIONS", "--max-old-space-size=64")))
                .containsEntry(
                        "NODE_OPTIONS",
                        "--max-old-space-size=64 --report-on-signal --report-on-fatalerror --report-uncaught-exception"
                                + " --report-directory=\"/state/crash/web.0\" --heapsnapshot-near-heap-limit=1"
                                + " --diagnostic-dir=\"/state/crash/web.0\"");
    }

    @Test
    void what_the_user_set_is_not_set_again() {
        assertThat(added(
                        "java",
                        ProgramKind.JAVA,
                        HEAP,
                        Map.of("JAVA_TOOL_OPTIONS", "-XX:HeapDumpPath=/dumps -XX:-HeapDumpOnOutOfMemoryError")))
                .containsEntry(
                        "JAVA_TOOL_OPTIONS",
                        "-XX:HeapDumpPath=/dumps -XX:-HeapDumpOnOutOfMemoryError"
                                + " -XX:ErrorFile=/state/crash/web.0/hs_err_pid%p.log");
    }

    @Test
    void a_core_needs_a_limit_and_for_some_runtimes_a_word() {
        assertThat(Preparation.limits(spec("node", ProgramKind.NODE, CORE))).containsExactly("core=unlimited");
        assertThat(Preparation.limits(spec("node", ProgramKind.NODE, HEAP))).isEmpty();
        assertThat(added("node", ProgramKind.NODE, CORE, Map.of()).get("NODE_OPTIONS"))
                .contains("--abort-on-uncaught-exception")
                .doesNotContain("heapsnapshot");
        assertThat(added("/srv/shop", ProgramKind.BINARY, CORE, Map.of())).containsEntry("GOTRACEBACK", "crash");
    }

    @Test
    void without_a_directory_runtimes_write_where_they_always_do() {
        var env = new HashMap<String, String>();
        Preparation.add(env, spec("java", ProgramKind.JAVA, HEAP), Optional.empty());
        assertThat(env).isEqualTo(Map.of("JAVA_TOOL_OPTIONS", "-XX:+HeapDumpOnOutOfMemoryError"));
    }

    private static Map<String, String> added(
            String program, ProgramKind kind, Evidence evidence, Map<String, String> before) {
        var env = new HashMap<>(before);
        Preparation.add(env, spec(program, kind, evidence), Optional.of(CRASH));
        return env;
    }

    private static AppSpec spec(String program, ProgramKind kind, Evidence evidence) {
        return AppSpec.of(new AppName("web"), new Command(List.of(program), Path.of("/srv"), kind, Optional.empty()))
                .withHealth(Health.DEFAULT.withEvidence(evidence));
    }
}
