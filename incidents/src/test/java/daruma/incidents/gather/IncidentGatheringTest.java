package daruma.incidents.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import daruma.incidents.FileIncidents;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Bundle;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.Incident;
import daruma.model.IncidentReport;
import daruma.model.InstanceId;
import daruma.model.LastExit;
import daruma.model.LogLine;
import daruma.model.ProcessId;
import daruma.model.ProgramKind;
import daruma.process.ProcessRoom;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.incident.Retention;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.InstanceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes and a real disk; the logs are what the test says. */
class IncidentGatheringTest {
    private static final AppName WEB = new AppName("web");
    private static final int WAIT_SECONDS = 20;

    @TempDir
    Path temporary;

    private final FakeLogs logs = new FakeLogs();
    private final LinkedBlockingQueue<InstanceEvent.About> answers = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<Incident> recorded = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> troubles = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Process> started = new ArrayList<>();
    private ProcessRoom room;
    private FileIncidents store;
    private CrashDirectories crashes;
    private IncidentGathering gathering;

    @BeforeEach
    void begin() {
        room = ProcessRoom.open();
        store = FileIncidents.open(temporary.resolve("incidents"), Retention.DEFAULT);
        crashes = new CrashDirectories(temporary.resolve("crash"));
        gathering = new IncidentGathering(
                new IncidentGathering.Sources(logs, room.procFs(), room::signal),
                store,
                crashes,
                threads,
                answers::add,
                new Heard(),
                InstantSource.system());
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
        threads.shutdownNow();
        room.close();
    }

    @Test
    void a_jvm_that_deadlocks_tells_its_threads_before_it_is_ended_and_within_two_seconds() throws Exception {
        var jvm = start(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                source("Deadlock.java", """
                        public class Deadlock {
                            static final Object A = new Object(), B = new Object();
                            public static void main(String[] args) throws Exception {
                                var first = new java.util.concurrent.CountDownLatch(2);
                                new Thread(() -> take(A, B, first), "left").start();
                                new Thread(() -> take(B, A, first), "right").start();
                                first.await();
                                System.out.println("both");
                            }
                            static void take(Object one, Object other, java.util.concurrent.CountDownLatch both) {
                                synchronized (one) {
                                    both.countDown();
                                    try { both.await(); } catch (InterruptedException e) { }
                                    synchronized (other) { }
                                }
                            }
                        }
                        """)));
        assertThat(jvm.inputReader().readLine()).isEqualTo("both");
        logs.wrote(launch(1), LogLine.Stream.OUT, "both");

        long asked = System.nanoTime();
        gathering.gather(ailing(launch(1), jvm, Ailment.HUNG));
        assertThat(answers.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(new InstanceEvent.Gathered(launch(1)));
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));

        var incident = heard();
        assertThat(incident.kind()).isEqualTo(Incident.Kind.UNHEALTHY);
        assertThat(incident.title()).isEqualTo("hung");
        var bundle = report(incident).bundles().getFirst();
        assertThat(text(bundle, "java-" + jvm.pid()))
                .contains("Found one Java-level deadlock", "Deadlock.take(Deadlock.java", "\"left\"", "\"right\"");
        assertThat(text(bundle, "status")).contains("SigCgt:");
        assertThat(text(bundle, "limits")).contains("Max open files");
        assertThat(text(bundle, "threads")).contains("left", "right");
        assertThat(text(bundle, "memory")).contains("Rss:");
        assertThat(text(bundle, "log")).contains(" out both");
        assertThat(jvm.isAlive()).as("gathering ends nothing").isTrue();
    }

    /** Stands in for one: a shell in a file that has a section as Go's linker makes it, and writes as Go's runtime does. */
    @Test
    void a_go_program_that_is_ended_for_a_hang_writes_its_stacks_first_and_one_over_its_limit_is_left_alone()
            throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/objcopy")), "no objcopy to make a program look like one of Go");
        var go = temporary.resolve("go-program");
        var empty = Files.writeString(temporary.resolve("section"), "\377 Go buildinf:");
        assertThat(new ProcessBuilder(
                                "/usr/bin/objcopy",
                                "--add-section",
                                ".go.buildinfo=" + empty,
                                Path.of("/bin/sh").toRealPath().toString(),
                                go.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        var program = start(List.of(go.toString(), "-c", """
                trap 'printf "SIGQUIT: quit\\nPC=0x47\\n\\ngoroutine 1 [chan receive]:\\nmain.main()\\n"; exit 2' QUIT
                echo up; while :; do sleep 0.05; done"""));
        var lines = program.inputReader();
        assertThat(lines.readLine()).isEqualTo("up");
        Thread.ofVirtual().start(() -> lines.lines().forEach(line -> logs.wrote(launch(1), LogLine.Stream.ERR, line)));

        gathering.gather(ailing(launch(1), program, Ailment.MEMORY_LIMIT));
        assertThat(answers.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isNotNull();
        heard();
        assertThat(program.isAlive()).as("it may be serving all the same").isTrue();

        gathering.gather(ailing(launch(1), program, Ailment.HUNG));
        assertThat(answers.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isNotNull();
        var bundle = report(heard()).bundles().getFirst();
        assertThat(text(bundle, "go")).startsWith("SIGQUIT: quit\n").contains("goroutine 1 [chan receive]:");
        assertThat(text(bundle, "status")).as("looked at before it ended").contains("SigCgt:");
    }

    @Test
    void a_program_that_is_not_prepared_for_a_signal_gets_none() throws Exception {
        var shell = start(List.of("/bin/sh", "-c", "echo up; while :; do sleep 1; done"));
        assertThat(shell.inputReader().readLine()).isEqualTo("up");
        gathering.gather(ailing(launch(1), shell, Ailment.LIVENESS_FAILED));
        assertThat(answers.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isNotNull();
        var bundle = report(heard()).bundles().getFirst();
        assertThat(text(bundle, "processes")).contains("/bin/sh");
        assertThat(text(bundle, "cause")).contains("it does not answer", "3 failures in a row");
        assertThat(shell.isAlive()).isTrue();
    }

    @Test
    void a_process_that_stands_still_is_looked_at_all_the_same() throws Exception {
        var shell = start(List.of("/bin/sh", "-c", "echo up; exec sleep 600"));
        assertThat(shell.inputReader().readLine()).isEqualTo("up");
        new ProcessBuilder("/bin/sh", "-c", "kill -STOP " + shell.pid()).start().waitFor();
        gathering.gather(ailing(launch(1), shell, Ailment.HUNG));
        assertThat(answers.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isNotNull();
        assertThat(text(report(heard()).bundles().getFirst(), "status")).contains("State:\tT");
    }

    @Test
    void a_process_that_is_gone_leaves_what_is_missing_named_and_an_answer() throws Exception {
        var shell = start(List.of("/bin/true"));
        shell.waitFor();
        gathering.gather(ailing(launch(1), shell, Ailment.HUNG));
        assertThat(answers.poll(WAIT_SECONDS, TimeUnit.SECONDS)).isNotNull();
        var bundle = report(heard()).bundles().getFirst();
        assertThat(bundle.missing()).anySatisfy(it -> assertThat(it).startsWith("status: "));
        assertThat(text(bundle, "cause")).contains("it does not answer");
    }

    @Test
    void what_a_dead_program_said_and_left_behind_becomes_an_incident() throws Exception {
        logs.wrote(launch(3), LogLine.Stream.OUT, "of an earlier launch");
        logs.wrote(
                launch(7),
                LogLine.Stream.ERR,
                "/srv/shop/a.js:2",
                "",
                "TypeError: Cannot read properties of undefined (reading 'name')",
                "    at findUser (/srv/shop/a.js:2:59)");
        var directory = crashes.ready(WEB_0).orElseThrow();
        Files.writeString(directory.resolve("web-20261121T184102Z-4711.json"), "{\"daruma\":1}\n");

        gathering.gather(dead(launch(7), new ExitStatus.Exited(1)));
        var incident = heard();
        assertThat(incident.kind()).isEqualTo(Incident.Kind.CRASH);
        assertThat(incident.title()).startsWith("TypeError: Cannot read");
        assertThat(incident.frames()).containsExactly("findUser (a.js)");
        assertThat(incident.release()).isEqualTo("r1");
        var bundle = report(incident).bundles().getFirst();
        assertThat(text(bundle, "cause")).contains("exit code 1", "web/0#7");
        assertThat(text(bundle, "log")).contains("findUser").doesNotContain("earlier launch");
        assertThat(text(bundle, "report-web-20261121t184102z-4711.json")).contains("{\"daruma\":1}");
        assertThat(directory).isEmptyDirectory();
        assertThat(answers).as("nothing waits after a death").isEmpty();
    }

    @Test
    void a_core_and_the_error_file_of_a_jvm_are_found_where_the_program_worked() throws Exception {
        Files.writeString(temporary.resolve("hs_err_pid4711.log"), "# SIGSEGV\n");
        gathering.gather(dead(launch(1), new ExitStatus.Signaled(6, true)));
        var bundle = report(heard()).bundles().getFirst();
        assertThat(text(bundle, "hs-err")).isEqualTo("# SIGSEGV\n");
        assertThat(text(bundle, "core")).isNotEmpty();
    }

    @Test
    void secrets_are_in_no_part_of_it() throws Exception {
        logs.wrote(
                launch(1),
                LogLine.Stream.ERR,
                "Error: cannot log in with hunter2hunter2 at postgres://shop:hunter3@db/shop",
                "    at login (/srv/shop/a.js:2:59)");
        gathering.gather(dead(launch(1), new ExitStatus.Exited(1)));
        var incident = heard();
        assertThat(incident.title()).contains("cannot log in with ********", "postgres://shop:********@db");
        try (var files = Files.walk(temporary.resolve("incidents"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain("hunter2", "hunter3");
            }
        }
    }

    @Test
    void an_end_of_what_was_looked_at_while_it_lived_is_no_second_occurrence() throws Exception {
        var shell = start(List.of("/bin/sh", "-c", "echo up; exec sleep 600"));
        assertThat(shell.inputReader().readLine()).isEqualTo("up");
        gathering.gather(ailing(launch(1), shell, Ailment.HUNG));
        heard();
        var end = dead(launch(1), new ExitStatus.Signaled(15, false));
        gathering.gather(new Action.Gather(
                end.incarnation(), end.app(), Optional.empty(), Optional.of(Ailment.HUNG), end.exit(), "", ""));
        gathering.gather(dead(launch(2), new ExitStatus.Exited(9)));
        assertThat(heard().cause()).isEqualTo("exit code 9");
        assertThat(store.list())
                .hasSize(2)
                .allSatisfy(it -> assertThat(it.count()).isEqualTo(1));
    }

    @Test
    void a_directory_that_cannot_be_written_is_told_once_and_harms_nothing() throws Exception {
        Files.writeString(temporary.resolve("incidents"), "in the way");
        gathering.gather(dead(launch(1), new ExitStatus.Exited(1)));
        gathering.gather(dead(launch(2), new ExitStatus.Exited(1)));
        assertThat(troubles.poll(WAIT_SECONDS, TimeUnit.SECONDS)).contains("cannot keep the evidence");
        Files.delete(temporary.resolve("incidents"));
        gathering.gather(dead(launch(3), new ExitStatus.Exited(1)));
        assertThat(heard().count()).isEqualTo(1);
        assertThat(troubles).containsExactly("recovered");
    }

    private static final InstanceId WEB_0 = new InstanceId(WEB, 0);

    private Process start(List<String> command) throws IOException {
        var process = new ProcessBuilder(command)
                .directory(temporary.toFile())
                .redirectErrorStream(true)
                .start();
        started.add(process);
        return process;
    }

    private String source(String name, String text) throws IOException {
        return Files.writeString(temporary.resolve(name), text).toString();
    }

    private static Incarnation launch(long number) {
        return new Incarnation(WEB_0, number);
    }

    private DesiredApp app() {
        var command = new Command(List.of("/srv/shop/run"), temporary, ProgramKind.BINARY, Optional.empty());
        return DesiredApp.first(0, AppSpec.of(WEB, command).withEnv(Map.of("DB_PASSWORD", "hunter2hunter2")));
    }

    private Action.Gather ailing(Incarnation incarnation, Process process, Ailment ailment) {
        long start = room.procFs()
                .stat((int) process.pid())
                .map(it -> it.startTicks())
                .orElse(1L);
        return new Action.Gather(
                incarnation,
                app(),
                Optional.of(new ProcessId(process.pid(), start)),
                Optional.of(ailment),
                Optional.empty(),
                "it does not answer",
                "3 failures in a row");
    }

    private Action.Gather dead(Incarnation incarnation, ExitStatus status) {
        return new Action.Gather(
                incarnation,
                app(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new LastExit(incarnation, status, Instant.now(), Duration.ofSeconds(60), false, false)),
                status.describe(),
                "");
    }

    private Incident heard() throws InterruptedException {
        var incident = recorded.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertThat(incident)
                .as("no incident was recorded; troubles: " + troubles)
                .isNotNull();
        return incident;
    }

    private IncidentReport report(Incident incident) {
        return store.show(incident.number()).orElseThrow();
    }

    private static String text(Bundle bundle, String name) {
        return bundle.parts().stream()
                .filter(part -> part.name().equals(name))
                .map(Bundle.Part::text)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no part " + name + " in " + bundle));
    }

    private final class Heard implements IncidentNews {
        @Override
        public void recorded(Incarnation incarnation, Incident incident, boolean isNew) {
            recorded.add(incident);
        }

        @Override
        public void failing(String problem) {
            troubles.add(problem);
        }

        @Override
        public void recovered() {
            troubles.add("recovered");
        }
    }
}
