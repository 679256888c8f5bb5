package daruma.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import daruma.model.AppName;
import daruma.state.ChangeOutcome.NotStored;
import daruma.state.ChangeOutcome.Stored;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a real file system, under real blows. */
class DesiredStoreProcessTest {
    private static final int KILLS = Integer.getInteger("daruma.test.kills", 3);

    @TempDir
    private Path directory;

    @Test
    void what_was_answered_before_kill_minus_nine_is_there() throws Exception {
        var random = new Random(9);
        long answered = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            var child = ChildJvm.start(Changer.class, directory.toString());
            try (var lines =
                    new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
                int killAfter = 1 + random.nextInt(120);
                for (int i = 0; i < killAfter; i++) {
                    answered = Long.parseLong(lines.readLine());
                }
                // Through the handle: Process itself closes the stream before it is read to its end.
                child.toHandle().destroyForcibly();
                // What it had said by then was answered too.
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    answered = line.isEmpty() ? answered : Math.max(answered, Long.parseLong(line));
                }
            }
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            try (var store = DesiredStore.open(directory, InstantSource.system())) {
                assertThat(store.state().revision()).isBetween(answered, answered + 1);
                var app = store.state().find(new AppName("counter")).orElseThrow();
                assertThat(app.restartEpoch()).isEqualTo(store.state().revision() - 1);
            }
        }
    }

    @Test
    void a_full_disk_refuses_changes_and_keeps_what_was_there() throws Exception {
        assumeTrue(Ownership.ownUid() == 0, "only root can mount a small tmpfs");
        var small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "none", small.toString()), "mounting is not allowed here");
        try (var store = DesiredStore.open(small, InstantSource.system())) {
            assertThat(store.change(state -> state.add(Apps.app("first")))).isInstanceOf(Stored.class);
            Files.write(small.resolve("filler"), new byte[900 << 10]);
            int stored = 0;
            ChangeOutcome outcome;
            do {
                int number = stored++;
                outcome = store.change(state -> state.add(Apps.bigApp("app" + number, 8_000)));
            } while (outcome instanceof Stored);
            assertThat(((NotStored) outcome).why()).contains("No space left on device");
            var before = store.state();
            try (var reader = DesiredStore.open(small, InstantSource.system())) {
                assertThat(reader.state()).isEqualTo(before);
                assertThat(reader.complete()).isTrue();
            }

            Files.delete(small.resolve("filler"));
            assertThat(store.change(state -> state.add(Apps.app("last")))).isInstanceOf(Stored.class);
            try (var reader = DesiredStore.open(small, InstantSource.system())) {
                assertThat(reader.state()).isEqualTo(store.state());
            }
        } finally {
            assertThat(run("umount", small.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    /** Changes as fast as it can, and says which revision was answered. */
    static final class Changer {
        public static void main(String[] args) {
            var store = DesiredStore.open(Path.of(args[0]), InstantSource.system());
            while (true) {
                var outcome = (Stored) store.change(state -> state.find(new AppName("counter"))
                        .map(app -> state.put(app.restarted()))
                        .orElseGet(() -> state.add(Apps.bigApp("counter", 5_000))));
                System.out.println(outcome.state().revision());
            }
        }
    }
}
