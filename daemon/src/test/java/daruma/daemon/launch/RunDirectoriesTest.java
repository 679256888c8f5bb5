package daruma.daemon.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.ProgramKind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoriesTest {
    private static final InstanceId DOTTED = new InstanceId(new AppName("my.app"), 12);

    @TempDir
    Path base;

    private RunDirectories directories;

    @BeforeEach
    void open() {
        directories = new RunDirectories(base);
    }

    @Test
    void what_was_created_is_found_in_order_and_private() throws IOException {
        var tenth = new Incarnation(DOTTED, 10);
        var ninth = new Incarnation(DOTTED, 9);
        create(tenth);
        create(ninth);
        assertThat(directories.scan()).containsExactly(ninth, tenth);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directories.of(tenth))))
                .isEqualTo("rwx------");
    }

    @Test
    void no_incarnation_is_launched_twice() throws IOException {
        var seventh = new Incarnation(DOTTED, 7);
        create(seventh);
        assertThatThrownBy(() -> create(seventh)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void what_is_not_ours_is_left_alone() throws IOException {
        Files.createDirectories(base.resolve("logs"));
        Files.createDirectories(base.resolve("web.x/7"));
        Files.createDirectories(base.resolve("web.0/seven"));
        Files.createFile(base.resolve("web.0/lock"));
        assertThat(directories.scan()).isEmpty();
    }

    @Test
    void a_slot_goes_only_when_no_incarnation_is_left() throws IOException {
        var seventh = new Incarnation(DOTTED, 7);
        Files.createFile(create(seventh).resolve("out"));
        Files.createFile(directories.lock(DOTTED));
        directories.removeIfEmpty(DOTTED);
        assertThat(directories.of(seventh)).exists();
        directories.remove(seventh);
        directories.removeIfEmpty(DOTTED);
        assertThat(directories.of(DOTTED)).doesNotExist();
    }

    @Test
    void a_launch_record_is_read_back_whole_or_not_at_all() throws IOException {
        var incarnation = new Incarnation(DOTTED, 7);
        var directory = create(incarnation);
        var record = record(incarnation);
        assertThat(LaunchRecord.readFrom(directory, incarnation)).hasValue(record);
        assertThat(LaunchRecord.readFrom(directory, incarnation.next())).isEmpty();

        var file = directory.resolve("launch");
        var bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            assertThat(LaunchRecord.readFrom(directory, incarnation))
                    .as("cut after %d bytes", length)
                    .isEmpty();
        }
    }

    @Test
    void what_is_over_is_kept_as_space_for_the_next_and_goes_with_its_slot() throws IOException {
        var seventh = new Incarnation(DOTTED, 7);
        var directory = create(seventh);
        for (var file : List.of("pid", "exit", "out", "err", "ready")) {
            Files.writeString(directory.resolve(file), file);
        }
        directories.remove(seventh);
        assertThat(directory).doesNotExist();
        assertThat(directories.scan()).isEmpty();

        var spare = new SpareDirectory(directories.of(DOTTED));
        var eighth = directories.of(seventh.next());
        spare.become(eighth);
        assertThat(eighth).isDirectoryNotContaining("glob:**/{pid,exit,out,err,ready}");
        assertThat(eighth).isDirectoryContaining("glob:**/pid.tmp").isDirectoryContaining("glob:**/exit.tmp");
        assertThat(LaunchRecord.readFrom(eighth, seventh.next()))
                .as("the record of another incarnation")
                .isEmpty();
        var record = record(seventh.next());
        LaunchRecord.writeOver(eighth, bytes(record));
        assertThat(LaunchRecord.readFrom(eighth, seventh.next())).hasValue(record);

        directories.remove(seventh.next());
        directories.removeIfEmpty(DOTTED);
        assertThat(directories.of(DOTTED)).doesNotExist();
    }

    @Test
    void a_slot_has_its_spare_space_from_its_first_incarnation_on() throws IOException {
        var first = new Incarnation(DOTTED, 1);
        var directory = create(first);
        var spare = new SpareDirectory(directories.of(DOTTED)).path();
        assertThat(Files.size(spare.resolve("launch"))).isEqualTo(Files.size(directory.resolve("launch")));
        assertThat(spare).isDirectoryContaining("glob:**/pid.tmp").isDirectoryContaining("glob:**/exit.tmp");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spare)))
                .isEqualTo("rwx------");
        assertThat(directories.scan()).containsExactly(first);
    }

    private Path create(Incarnation incarnation) throws IOException {
        return directories.create(incarnation, bytes(record(incarnation)));
    }

    private static byte[] bytes(LaunchRecord record) {
        return record.bytes(LaunchRecord.WrittenApp.of(record.app()));
    }

    private static LaunchRecord record(Incarnation incarnation) {
        var command = new Command(List.of("/bin/true"), Path.of("/"), ProgramKind.BINARY, Optional.empty());
        return new LaunchRecord(
                incarnation,
                DesiredApp.first(3, AppSpec.of(DOTTED.app(), command)),
                Instant.parse("2026-11-21T20:00:00.123Z"),
                incarnation + ":cookie",
                true);
    }
}
