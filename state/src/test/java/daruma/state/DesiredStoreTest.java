package daruma.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.model.AppName;
import daruma.model.Refused;
import daruma.state.ChangeOutcome.NotStored;
import daruma.state.ChangeOutcome.Stored;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesiredStoreTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    private Path directory;

    @Test
    void a_fresh_directory_is_empty_complete_and_without_notices() {
        try (var store = DesiredStore.open(directory, CLOCK)) {
            assertThat(store.state()).isEqualTo(DesiredState.EMPTY);
            assertThat(store.complete()).isTrue();
            assertThat(store.notices()).isEmpty();
        }
    }

    @Test
    void what_was_stored_is_there_after_reopening() {
        DesiredState last;
        try (var store = DesiredStore.open(directory, CLOCK)) {
            store.change(state -> state.add(Apps.app("a")));
            store.change(state -> state.add(Apps.app("b")));
            store.change(state -> state.remove(new AppName("a")));
            last = store.state();
        }

        try (var store = DesiredStore.open(directory, CLOCK)) {
            assertThat(store.state()).isEqualTo(last);
            assertThat(store.state().revision()).isEqualTo(3);
            assertThat(store.state().nextId()).isEqualTo(2);
            assertThat(store.complete()).isTrue();
            assertThat(store.notices()).isEmpty();
        }
    }

    @Test
    void an_id_is_never_used_again() {
        try (var store = DesiredStore.open(directory, CLOCK)) {
            store.change(state -> state.add(Apps.app("a")));
            store.change(state -> state.remove(new AppName("a")));
            store.change(state -> state.add(Apps.app("b")));

            assertThat(store.state().find(new AppName("b")).orElseThrow().id()).isEqualTo(1);
        }
    }

    @Test
    void a_change_that_changes_nothing_writes_nothing() throws Exception {
        try (var store = DesiredStore.open(directory, CLOCK)) {
            store.change(state -> state.add(Apps.app("a")));
            var size = Files.size(directory.resolve("desired.1"));

            assertThat(store.change(state -> state)).isEqualTo(new Stored(store.state()));
            assertThat(Files.size(directory.resolve("desired.1"))).isEqualTo(size);
            assertThat(store.state().revision()).isEqualTo(1);
        }
    }

    @Test
    void a_command_that_throws_has_changed_nothing() {
        try (var store = DesiredStore.open(directory, CLOCK)) {
            assertThatThrownBy(() -> store.change(state -> {
                        throw new Refused("name taken");
                    }))
                    .isInstanceOf(Refused.class);
            assertThat(store.change(state -> state.add(Apps.app("a")))).isInstanceOf(Stored.class);
        }
    }

    @Test
    void files_are_private() throws Exception {
        try (var store = DesiredStore.open(directory, CLOCK)) {
            store.change(state -> state.add(Apps.app("a")));
        }

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("desired.1"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_long_journal_is_followed_by_a_new_generation_and_two_are_kept() throws Exception {
        try (var store = DesiredStore.open(directory, CLOCK)) {
            for (int i = 0; i < 40; i++) {
                var name = "app" + i % 2;
                store.change(state -> state.put(state.find(new AppName(name))
                        .map(app -> app.restarted())
                        .orElseGet(() -> state.add(Apps.bigApp(name, 40_000))
                                .find(new AppName(name))
                                .orElseThrow())));
            }
            var last = store.state();

            try (var files = Files.list(directory)) {
                assertThat(files.map(file -> file.getFileName().toString()).toList())
                        .hasSize(2)
                        .allMatch(name -> name.matches("desired\\.[0-9]+"))
                        .doesNotContain("desired.1");
            }
            try (var again = DesiredStore.open(directory, CLOCK)) {
                assertThat(again.state()).isEqualTo(last);
            }
        }
    }

    @Test
    void changes_of_many_threads_are_made_one_after_another() throws Exception {
        try (var store = DesiredStore.open(directory, CLOCK);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            store.change(state -> state.add(Apps.app("counter")));
            var revisions = new ArrayList<Long>();
            var all = threads.invokeAll(IntStream.range(0, 100)
                    .<java.util.concurrent.Callable<Long>>mapToObj(i -> () -> {
                        var outcome = (Stored) store.change(state -> state.put(
                                state.find(new AppName("counter")).orElseThrow().restarted()));
                        return outcome.state().revision();
                    })
                    .toList());
            for (var each : all) {
                revisions.add(each.get());
            }

            assertThat(revisions).doesNotHaveDuplicates().hasSize(100);
            assertThat(store.state().find(new AppName("counter")).orElseThrow().restartEpoch())
                    .isEqualTo(100);
        }
        try (var store = DesiredStore.open(directory, CLOCK)) {
            assertThat(store.state().find(new AppName("counter")).orElseThrow().restartEpoch())
                    .isEqualTo(100);
        }
    }

    @Test
    void state_of_a_newer_version_is_left_alone_and_changes_are_refused() throws Exception {
        try (var store = DesiredStore.open(directory, CLOCK)) {
            store.change(state -> state.add(Apps.app("a")));
        }
        var future = CheckedLines.line(daruma.control.json.JsonText.parse("{\"format\":2,\"shape\":\"unheard of\"}"));
        Files.write(directory.resolve("desired.2"), future);

        try (var store = DesiredStore.open(directory, CLOCK)) {
            assertThat(store.notices()).singleElement().asString().contains("newer version");
            assertThat(store.complete()).isFalse();
            assertThat(store.state().apps()).hasSize(1);
            assertThat(store.change(state -> state.add(Apps.app("b"))))
                    .isInstanceOfSatisfying(
                            NotStored.class, not -> assertThat(not.why()).contains("newer version"));
        }
        assertThat(Files.readAllBytes(directory.resolve("desired.2"))).isEqualTo(future);
        assertThat(Files.exists(directory.resolve("desired.3"))).isFalse();
    }

    @Test
    void a_directory_that_cannot_be_read_does_not_stop_the_start() {
        try (var store = DesiredStore.open(directory.resolve("missing"), CLOCK)) {
            assertThat(store.state()).isEqualTo(DesiredState.EMPTY);
            assertThat(store.complete()).isFalse();
            assertThat(store.notices()).isNotEmpty();
            assertThat(store.change(state -> state.add(Apps.app("a")))).isInstanceOf(NotStored.class);
        }
    }
}
