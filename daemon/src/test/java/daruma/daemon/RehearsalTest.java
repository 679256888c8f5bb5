package daruma.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.process.ProcessRoom;
import daruma.process.launch.Adoption;
import daruma.process.launch.Child;
import daruma.process.launch.KillResult;
import daruma.process.launch.Launch;
import daruma.process.launch.Launcher;
import daruma.process.launch.Listener;
import daruma.process.launch.Reach;
import daruma.process.launch.Shim;
import daruma.process.launch.Standby;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    private static final Path SHIM = Path.of("..", "shim", "target", "shim", "daruma-shim")
            .toAbsolutePath()
            .normalize();

    @TempDir
    Path directory;

    @Test
    @Timeout(60)
    void puts_a_program_up_after_each_fall_and_leaves_nothing_behind() throws Exception {
        var left = Files.createDirectories(directory.resolve("rehearsal/rehearsal.0/1"));
        try (var room = ProcessRoom.open()) {
            var counting = new Counting(room.launcher());
            new Rehearsal(counting, Shim.c(SHIM), directory.resolve("rehearsal"), new MonotonicClock()).run();

            assertThat(counting.launches).isNotEmpty();
            assertThat(counting.ahead).as("launches that were prepared").isNotEmpty();
        }
        assertThat(left).as("what an interrupted rehearsal had left").doesNotExist();
        assertThat(directory.resolve("rehearsal")).doesNotExist();
    }

    private static final class Counting implements Launcher {
        final List<Launch> launches = new ArrayList<>();
        final List<Launch> ahead = new CopyOnWriteArrayList<>();
        private final Launcher launcher;

        Counting(Launcher launcher) {
            this.launcher = launcher;
        }

        @Override
        public Child launch(Launch launch, Listener listener) {
            launches.add(launch);
            return launcher.launch(launch, listener);
        }

        @Override
        public Optional<Standby> standBy(Launch launch, Runnable gone) {
            ahead.add(launch);
            return launcher.standBy(launch, gone);
        }

        @Override
        public Child adopt(Adoption adoption, Listener listener) {
            return launcher.adopt(adoption, listener);
        }

        @Override
        public int signal(Child child, int signal, Reach reach) {
            return launcher.signal(child, signal, reach);
        }

        @Override
        public KillResult kill(Child child, Duration patience) {
            return launcher.kill(child, patience);
        }

        @Override
        public void close() {
            launcher.close();
        }
    }
}
