package daruma.incidents.gather;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LookingTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Look LOG = Look.text("log", LONG, () -> "last words");

    @Test
    void what_does_not_come_back_is_named_and_interrupted_and_the_rest_is_kept() throws InterruptedException {
        var interrupted = new CountDownLatch(1);
        var hangs = Look.text("memory", Duration.ofMillis(50), () -> {
            try {
                TimeUnit.HOURS.sleep(1);
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return "";
        });
        var fails = Look.text("limits", LONG, () -> {
            throw new IOException("it is gone");
        });
        var works = Look.text("status", LONG, () -> "Name: x");
        try (var threads = Executors.newCachedThreadPool()) {
            var found =
                    new Looking(threads, InstantSource.system()).at(List.of(hangs, fails, works), LOG, LONG.plus(LONG));
            assertThat(found.parts()).extracting(it -> it.name()).containsExactly("status", "log");
            assertThat(found.missing()).containsExactly("memory: not there within 50 ms", "limits: it is gone");
            assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void the_limit_holds_for_all_together_and_leaves_the_last_its_share() {
        var hangs = Look.text("a", LONG, () -> {
            TimeUnit.HOURS.sleep(1);
            return "";
        });
        var last = Look.text("log", Duration.ofMillis(400), () -> "last words");
        try (var threads = Executors.newCachedThreadPool()) {
            var found = new Looking(threads, InstantSource.system())
                    .at(List.of(hangs, hangs, hangs), last, Duration.ofMillis(600));
            assertThat(found.missing()).hasSize(3);
            assertThat(found.parts()).hasSize(1);
            assertThat(found.took()).isBetween(Duration.ofMillis(200), Duration.ofMillis(1_500));
        }
    }
}
