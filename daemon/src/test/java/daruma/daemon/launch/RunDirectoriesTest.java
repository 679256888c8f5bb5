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
        directories.create(tenth);
        directories.create(ninth);
        assertThat(directories.scan()).containsExactly(ninth, tenth);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directories.of(tenth))))
                .isEqualTo("rwx------");
    }

    @Test
    void no_incarnation_is_launched_twice() throws IOException {
        var seventh = new Incarnation(DOTTED, 7);
        directories.create(seventh);
        assertThatThrownBy(() -> directories.create(seventh)).isInstanceOf(FileAlreadyExistsException.class);
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
        Files.createFile(directories.create(seventh).resolve("out"));
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
        var directory = directories.create(incarnation);
        var command = new Command(List.of("/bin/true"), Path.of("/"), ProgramKind.BINARY, Optional.empty());
        var record = new LaunchRecord(
                incarnation,
                DesiredApp.first(3, AppSpec.of(DOTTED.app(), command)),
                Instant.parse("2026-11-21T20:00:00.123Z"),
                "my.app/12#7:cookie",
                true);
        record.writeTo(directory, LaunchRecord.WrittenApp.of(record.app()));
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
}
