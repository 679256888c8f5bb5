package daruma.state;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.DesiredApp;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SavedAppsTest {
    private static final Path DIRECTORY = Path.of("/state");
    private static final List<DesiredApp> ONE = List.of(DesiredApp.first(0, Apps.app("a")));
    private static final List<DesiredApp> TWO =
            List.of(DesiredApp.first(0, Apps.app("a")), DesiredApp.first(1, Apps.app("b")));

    @Test
    void nothing_saved_is_an_empty_set() {
        assertThat(new SavedApps(DIRECTORY, new FakeDisk()).load().apps()).isEmpty();
    }

    @Test
    void the_last_set_is_loaded_and_a_damaged_one_is_replaced_by_the_one_before() {
        var disk = new FakeDisk();
        var saved = new SavedApps(DIRECTORY, disk);
        assertThat(saved.save(ONE)).isEmpty();
        assertThat(saved.save(TWO)).isEmpty();
        assertThat(saved.load().apps()).isEqualTo(TWO);
        assertThat(saved.load().notice()).isEmpty();

        disk.put(DIRECTORY.resolve("saved"), "garbage".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(saved.load().apps()).isEqualTo(ONE);
        assertThat(saved.load().notice()).isPresent();

        assertThat(saved.save(TWO))
                .as("the good old set is not replaced by the damaged one")
                .isEmpty();
        disk.put(DIRECTORY.resolve("saved"), new byte[0]);
        assertThat(saved.load().apps()).isEqualTo(ONE);
    }

    @Test
    void a_power_cut_or_a_full_disk_at_any_step_leaves_the_old_set_or_the_new_one() {
        for (int step = 1; step < 40; step++) {
            for (boolean full : List.of(true, false)) {
                var disk = new FakeDisk();
                new SavedApps(DIRECTORY, disk).save(ONE);
                int at = disk.steps() + step;
                if (full) {
                    disk.failBetween(at, at + 1);
                } else {
                    disk.cutPowerAt(at);
                }
                try {
                    new SavedApps(DIRECTORY, disk).save(TWO);
                } catch (FakeDisk.PowerCut expected) {
                    // What follows is the point.
                }
                for (var namesKept : List.of(true, false)) {
                    for (var loss : FakeDisk.Loss.values()) {
                        assertThat(new SavedApps(DIRECTORY, disk.afterPowerCut(namesKept, loss))
                                        .load()
                                        .apps())
                                .as("step %d, full %s, names kept %s, loss %s", step, full, namesKept, loss)
                                .isIn(ONE, TWO);
                    }
                }
            }
        }
    }
}
