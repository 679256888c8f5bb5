package daruma.supervisor.incident;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.ExitStatus;
import daruma.model.Incident;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What programs really print when they die: the files are as Node 20, Java 17 and 25, Python 3.11, Rust, C and C++ wrote
 * them; those of Go and Ruby follow their manuals.
 */
class DiagnosisTest {
    private static final Failure EXIT_1 = new Failure.Died(new ExitStatus.Exited(1));

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            node-type-error           | TypeError: Cannot read properties of undefined (reading 'name') | findUser (a.js), handler (a.js), Timeout._onTimeout (a.js)
            node-package              | TypeError: Cannot read properties of undefined (reading 'x') | exports.f (left/index.js), Object.<anonymous> (h.js)
            node-port-in-use          | Error: listen EADDRINUSE: address already in use :::22222 | Server.<anonymous> (d.js)
            node-rejection-with-cause | Error: db gone | Object.<anonymous> (c.js)
            node-syntax               | SyntaxError: Unexpected token ';' | e.js
            node-logged               | FATAL SyntaxError: Expected property name or '}' in JSON at position 1 | Object.<anonymous> (g.js)
            node-out-of-memory        | FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory |
            node-string               | a string | a string
            node-not-found            | Error: Cannot find module './nope' | <anonymous> ([eval]), <anonymous> ([eval]-wrapper)
            java-cause                | java.lang.IllegalStateException: cannot pay order 17 | com.acme.Orders.find, com.acme.Orders.pay, com.acme.Orders.main
            java-lambda               | java.lang.ArithmeticException: / by zero | com.acme.Orders.lambda$main, com.acme.Orders.main
            java-proxy                | java.lang.IllegalStateException: cannot pay order 3 | com.acme.Orders.find, com.acme.Orders.pay, com.acme.Orders.lambda$main, com.acme.Orders.main
            java-thread               | java.lang.IllegalStateException: cannot pay order 4 | com.acme.Orders.find, com.acme.Orders.pay, com.acme.Orders.lambda$main
            java-suppressed           | java.lang.IllegalStateException: cannot pay order 5 | com.acme.Orders.find, com.acme.Orders.pay, com.acme.Orders.main
            java-stack-overflow       | java.lang.StackOverflowError | com.acme.Orders.so
            java-out-of-memory        | java.lang.OutOfMemoryError: Java heap space | com.acme.Orders.main
            java-no-class             | Error: Could not find or load main class com.acme.Nope | Error: Could not find or load main class com.acme.Nope, Caused by: java.lang.ClassNotFoundException: com.acme.Nope
            python-cause              | ValueError: no such key: 77 in 'shop' | handler (a.py), run (a.py), <module> (a.py)
            python-thread             | ValueError: no such key: 77 in 'shop' | handler (a.py), run (a.py)
            python-rec                | RecursionError: maximum recursion depth exceeded | r (a.py), <module> (a.py)
            python-group              | ExceptionGroup: many (2 sub-exceptions) | <module> (a.py)
            python-asyncio            | json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1) | main (a.py), <module> (a.py)
            python-syntax             | SyntaxError: invalid syntax | s.py
            python-segmentation-fault | Fatal Python error: Segmentation fault | <module> (a.py)
            go-index                  | panic: runtime error: index out of range [5] with length 3 | main.find, main.(*Store).Pay, main.main
            go-nil                    | panic: runtime error: invalid memory address or nil pointer dereference | main.handler.func1
            go-deadlock               | fatal error: all goroutines are asleep - deadlock! | main.main
            ruby-3.3                  | NoMethodError: undefined method `name' for nil | find (app.rb), block in run (app.rb), each (app.rb), run (app.rb), <main> (app.rb)
            ruby-3.4                  | JSON::ParserError: expected object key, got 'bad' at line 1 column 2 | Shop#run (app.rb), <main> (app.rb)
            rust-index                | panic: index out of bounds: the len is 3 but the index is 7 | p::orders::find, p::main
            rust-full                 | panic: called `Result::unwrap()` on an `Err` value: "no order 5" | p::orders::pay, p::main
            rust-without-backtrace    | panic: index out of bounds: the len is 3 but the index is 7 | p.rs
            c-assert                  | u: u.c:3: main: Assertion `c==2 && "needs a file"' failed. | u: u.c:<n>: main: Assertion <value> failed.
            cpp-exception             | terminate called after throwing an instance of 'std::runtime_error' | terminate called after throwing an instance of <value>, what(): cannot open /var/lib/shop/<n>.db
            """)
    void the_last_words_of_real_programs_name_the_error_and_its_frames(String file, String title, String frames)
            throws IOException {
        var diagnosis = of(file);
        assertThat(diagnosis.title()).isEqualTo(title);
        assertThat(String.join(", ", diagnosis.frames())).isEqualTo(frames == null ? "" : frames);
    }

    @Test
    void a_crash_of_the_jvm_itself_is_named_by_its_problematic_frame() throws IOException {
        var diagnosis = of("jvm-crash");
        assertThat(diagnosis.title()).startsWith("JVM crash: SIGSEGV (0xb) at pc=");
        assertThat(diagnosis.frames()).containsExactly("V [libjvm.so] Unsafe_PutInt");
    }

    @Test
    void a_trace_that_was_survived_is_not_what_it_died_of() throws IOException {
        var diagnosis = of("python-survived");
        assertThat(diagnosis.title()).endsWith("ERROR lost the database at 10.0.0.7:5432, giving up");
        assertThat(diagnosis.frames()).containsExactly("<time> ERROR lost the database at <n>, giving up");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"node-out-of-memory", "java-out-of-memory"})
    void a_runtime_that_ran_out_of_memory_is_told_apart(String file) throws IOException {
        assertThat(of(file).kind()).isEqualTo(Incident.Kind.OUT_OF_MEMORY);
        assertThat(of("java-cause").kind()).isEqualTo(Incident.Kind.CRASH);
    }

    @Test
    void the_same_place_has_the_same_fingerprint_whatever_the_message_the_line_and_the_directory_are()
            throws IOException {
        var once = lines("node-type-error");
        var again = once.stream()
                .map(line -> line.replace("/srv/shop/", "/srv/releases/20261121/")
                        .replace("a.js:2", "a.js:47")
                        .replace("reading 'name'", "reading 'mail'"))
                .toList();
        assertThat(again).isNotEqualTo(once);
        assertThat(died(again).fingerprint()).isEqualTo(died(once).fingerprint());
    }

    @Test
    void java_17_and_25_agree() throws IOException {
        assertThat(of("java-proxy-17").fingerprint()).isEqualTo(of("java-proxy").fingerprint());
    }

    @Test
    void another_type_another_frame_and_another_cause_have_other_fingerprints() throws IOException {
        var lines = lines("node-type-error");
        var one = died(lines).fingerprint();
        assertThat(died(replaced(lines, "TypeError", "RangeError")).fingerprint())
                .isNotEqualTo(one);
        assertThat(died(replaced(lines, "findUser", "findOrder")).fingerprint()).isNotEqualTo(one);
        assertThat(Diagnosis.of(new Failure.Died(new ExitStatus.Exited(7)), lines, lines)
                        .fingerprint())
                .isNotEqualTo(one);
    }

    @Test
    void a_core_dump_makes_no_other_failure() {
        assertThat(signaled(true).fingerprint()).isEqualTo(signaled(false).fingerprint());
        assertThat(signaled(true).cause()).contains("core dumped");
    }

    @Test
    void without_a_stack_the_last_error_lines_are_compared_without_their_values() {
        var first = died(List.of("GET / 200 3ms", "2026-11-21T10:01:02Z cannot reach db at 10.0.0.7:5432 (try 3)"));
        var second = died(List.of("GET /x 404 1ms", "2026-11-22T23:59:59Z cannot reach db at 10.0.0.9:5433 (try 17)"));
        assertThat(first.fingerprint()).isEqualTo(second.fingerprint());
        assertThat(first.title()).isEqualTo("2026-11-21T10:01:02Z cannot reach db at 10.0.0.7:5432 (try 3)");
        assertThat(died(List.of("cannot write to disk")).fingerprint()).isNotEqualTo(first.fingerprint());
    }

    @Test
    void a_program_that_spoke_of_no_error_is_named_by_its_exit() {
        var diagnosis = Diagnosis.of(EXIT_1, List.of("listening on 3000", "GET / 200"), List.of());
        assertThat(diagnosis.title()).isEqualTo("exit code 1");
        assertThat(diagnosis.frames()).isEmpty();
    }

    @Test
    void what_a_living_program_wrote_last_says_nothing_of_why_it_is_restarted() throws IOException {
        var failure = new Failure.Ailing(Incident.Kind.UNHEALTHY, "liveness failed");
        var diagnosis = Diagnosis.of(failure, lines("java-cause"), List.of());
        assertThat(diagnosis.title()).isEqualTo("liveness failed");
        assertThat(diagnosis.frames()).isEmpty();
        assertThat(diagnosis.kind()).isEqualTo(Incident.Kind.UNHEALTHY);
    }

    private static Diagnosis signaled(boolean core) {
        return Diagnosis.of(new Failure.Died(new ExitStatus.Signaled(11, core)), List.of(), List.of());
    }

    private static List<String> replaced(List<String> lines, String what, String by) {
        return lines.stream().map(line -> line.replace(what, by)).toList();
    }

    private static Diagnosis of(String file) throws IOException {
        return died(lines(file));
    }

    private static Diagnosis died(List<String> lines) {
        return Diagnosis.of(EXIT_1, lines, lines);
    }

    private static List<String> lines(String file) throws IOException {
        try (var in = DiagnosisTest.class.getResourceAsStream("/traces/" + file + ".txt")) {
            if (in == null) {
                throw new IOException("no trace of this name: " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
