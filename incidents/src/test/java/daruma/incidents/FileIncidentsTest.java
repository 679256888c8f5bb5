package daruma.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.model.AppName;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.Incident;
import daruma.model.InstanceId;
import daruma.supervisor.incident.Diagnosis;
import daruma.supervisor.incident.Failure;
import daruma.supervisor.incident.Occurrence;
import daruma.supervisor.incident.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIncidentsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Failure EXIT_1 = new Failure.Died(new ExitStatus.Exited(1));

    @TempDir
    Path temporary;

    private Path base;
    private FileIncidents store;

    @BeforeEach
    void open() {
        base = temporary.resolve("incidents");
        store = FileIncidents.open(base, Retention.DEFAULT);
    }

    @Test
    void an_incident_is_found_with_all_its_evidence() throws IOException {
        var filed = file(1, "cannot find \\ order\nat all", NOON);
        assertThat(filed.isNew()).isTrue();
        assertThat(store.list()).containsExactly(filed.incident());
        var report = store.show(1).orElseThrow();
        assertThat(report.incident()).isEqualTo(filed.incident());
        assertThat(report.bundles()).singleElement().satisfies(bundle -> {
            assertThat(bundle.incarnation()).isEqualTo(launch(1));
            assertThat(bundle.took()).isEqualTo(Duration.ofMillis(12));
            assertThat(bundle.missing()).containsExactly("threads: it does not answer");
            assertThat(bundle.parts()).singleElement().satisfies(part -> {
                assertThat(part.name()).isEqualTo("log");
                assertThat(part.text()).isEqualTo("launch 1\n");
                assertThat(part.bytes()).isEqualTo(9);
            });
        });
        assertThat(store.show(2)).isEmpty();
    }

    @Test
    void a_store_that_is_opened_again_knows_what_was_kept_and_goes_on_counting() throws IOException {
        file(1, "cannot find it", NOON);
        file(2, "cannot find it", NOON.plusSeconds(60));
        var before = store.list();
        open();
        assertThat(store.list()).isEqualTo(before);
        assertThat(file(3, "cannot find it", NOON.plusSeconds(61)).incident().count())
                .isEqualTo(3);
        assertThat(file(4, "cannot write it", NOON.plusSeconds(62)).incident().number())
                .isEqualTo(2);
    }

    @Test
    void of_many_occurrences_the_first_and_the_latest_evidence_are_kept() throws IOException {
        for (int launch = 1; launch <= 300; launch++) {
            file(launch, "cannot find order " + launch, NOON.plusSeconds(launch));
        }
        assertThat(store.list())
                .singleElement()
                .satisfies(it -> assertThat(it.count()).isEqualTo(300));
        var bundles = store.show(1).orElseThrow().bundles();
        assertThat(bundles).hasSize(2);
        assertThat(bundles.getFirst().incarnation()).isEqualTo(launch(1));
        assertThat(bundles.getLast().incarnation().number()).isGreaterThan(290);
        assertThat(filesBelow(base)).isLessThan(10);
    }

    @Test
    void everything_is_private() throws IOException {
        file(1, "cannot find it", NOON);
        try (var files = Files.walk(base)) {
            assertThat(files.toList())
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
        }
    }

    @Test
    void what_was_left_half_written_is_not_listed_and_is_removed() throws IOException {
        file(1, "cannot find it", NOON);
        Files.createDirectory(base.resolve(".new"));
        Files.writeString(base.resolve(".new/log"), "half");
        Files.createDirectory(base.resolve("1/.new"));
        Files.writeString(base.resolve("1/.incident"), "v=1\nnumb");
        open();
        assertThat(store.list()).hasSize(1);
        assertThat(base.resolve(".new")).doesNotExist();
        assertThat(base.resolve("1/.new")).doesNotExist();
        assertThat(base.resolve("1/.incident")).doesNotExist();
    }

    @Test
    void a_record_that_was_cut_short_anywhere_takes_nothing_else_with_it() throws IOException {
        file(1, "cannot find it", NOON);
        file(2, "cannot write it", NOON);
        var record = base.resolve("1/incident");
        var whole = Files.readAllBytes(record);
        for (int length = 0; length < whole.length; length++) {
            Files.write(record, Arrays.copyOf(whole, length));
            open();
            assertThat(store.list()).extracting(Incident::number).contains(2L);
        }
        assertThat(file(3, "cannot read it", NOON).incident().number()).isEqualTo(3);
    }

    @Test
    void numbers_are_not_used_again_after_their_incidents_are_gone() throws IOException {
        store = FileIncidents.open(base, new Retention(1, 1, 1_000_000));
        file(1, "cannot find it", NOON.plusSeconds(5));
        // Not seen for longer than the one before, so that it is the one to go.
        file(2, "cannot write it", NOON);
        assertThat(store.list()).extracting(Incident::number).containsExactly(1L);
        assertThat(base.resolve("2")).doesNotExist();
        store = FileIncidents.open(base, new Retention(1, 1, 1_000_000));
        assertThat(file(3, "cannot read it", NOON.plusSeconds(9)).incident().number())
                .isEqualTo(3);
    }

    @Test
    void what_cannot_be_written_leaves_what_was_kept_as_it_was() throws IOException {
        file(1, "cannot find it", NOON);
        var before = store.list();
        // A file where the unfinished bundle would be made cannot be told from a full disk here.
        Files.createDirectory(base.resolve("1/2"));
        Files.writeString(base.resolve("1/2/x"), "in the way");
        assertThatThrownBy(() -> file(2, "cannot find it", NOON.plusSeconds(60)))
                .isInstanceOf(IOException.class);
        assertThat(store.list()).isEqualTo(before);
        assertThat(base.resolve("1/.new")).doesNotExist();
    }

    private FileIncidents.Filed file(long launch, String line, Instant at) throws IOException {
        var diagnosis = Diagnosis.of(EXIT_1, List.of(line), List.of(line));
        var log = new Findings.Part("log", "launch " + launch + "\n");
        return store.file(
                new Occurrence(launch(launch), "r1", EXIT_1, diagnosis, at),
                new Findings(at, Duration.ofMillis(12), List.of(log), List.of("threads: it does not answer")));
    }

    private static Incarnation launch(long number) {
        return new Incarnation(new InstanceId(new AppName("web"), 0), number);
    }

    private static long filesBelow(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).count();
        }
    }
}
