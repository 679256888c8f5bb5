package daruma.process;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.process.notify.Heartbeat;
import daruma.process.notify.Notification;
import daruma.process.notify.ServiceNotify;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatTest {
    @TempDir
    Path directory;

    private final LinkedBlockingQueue<Notification> heard = new LinkedBlockingQueue<>();

    @Test
    void a_heart_that_beats_is_told_again_and_again() throws Exception {
        try (var room = new NativeRoom();
                var socket = room.notifySocket(directory.resolve("notify"), heard::add);
                var beat =
                        Heartbeat.start(manager(), Optional.of(Duration.ofMillis(60)), Runnable::run, () -> "well")) {
            assertThat(socket).isNotNull();
            assertThat(beat).isNotNull();
            for (int i = 0; i < 3; i++) {
                awaitWatchdog();
            }
        }
    }

    @Test
    void a_heart_that_stands_still_is_not_told_of() throws Exception {
        var asked = new LinkedBlockingQueue<Runnable>();
        try (var room = new NativeRoom();
                var socket = room.notifySocket(directory.resolve("notify"), heard::add);
                var beat = Heartbeat.start(manager(), Optional.of(Duration.ofMillis(30)), asked::add, () -> "?")) {
            assertThat(socket).isNotNull();
            assertThat(beat).isNotNull();
            for (int i = 0; i < 5; i++) {
                assertThat(asked.poll(10, TimeUnit.SECONDS))
                        .as("the heart is asked")
                        .isNotNull();
            }
            assertThat(heard).noneMatch(Notification::watchdog);
            // It comes to itself.
            var sign = asked.poll(10, TimeUnit.SECONDS);
            assertThat(sign).as("the heart is asked").isNotNull();
            sign.run();
            awaitWatchdog();
        }
    }

    @Test
    void the_line_for_people_is_told_when_it_has_changed_and_not_otherwise() throws Exception {
        var line = new AtomicReference<>("one");
        try (var room = new NativeRoom();
                var socket = room.notifySocket(directory.resolve("notify"), heard::add);
                var beat = Heartbeat.start(manager(), Optional.empty(), Runnable::run, line::get)) {
            assertThat(socket).isNotNull();
            assertThat(next().status()).contains("one");
            beat.changed();
            line.set("two");
            beat.changed();
            assertThat(next().status()).contains("two");
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void patience_is_what_the_environment_says_to_this_process() {
        assertThat(Heartbeat.patience(Map.of("WATCHDOG_USEC", "30000000"), 7)).contains(Duration.ofSeconds(30));
        assertThat(Heartbeat.patience(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7"), 7))
                .contains(Duration.ofSeconds(30));
        assertThat(Heartbeat.patience(Map.of("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "8"), 7))
                .isEmpty();
        assertThat(Heartbeat.patience(Map.of("WATCHDOG_USEC", "0"), 7)).isEmpty();
        assertThat(Heartbeat.patience(Map.of(), 7)).isEmpty();
    }

    private ServiceNotify manager() {
        return ServiceNotify.to(directory.resolve("notify").toString());
    }

    private Notification next() throws InterruptedException {
        var next = heard.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("a message").isNotNull();
        return next;
    }

    private void awaitWatchdog() throws InterruptedException {
        while (!next().watchdog()) {
            // A line for people came first.
        }
    }
}
