package daruma.control.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.model.Refused;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HomePathsTest {
    private static final Path ANNA = Path.of("/home/anna");

    @Test
    void daruma_home_moves_everything() {
        var paths = HomePaths.of(
                Map.of("DARUMA_HOME", "/tmp/x", "XDG_STATE_HOME", "/elsewhere", "DARUMA_SYSTEM", "1"),
                ANNA,
                path -> true);

        assertThat(paths.state()).isEqualTo(Path.of("/tmp/x/state"));
        assertThat(paths.config()).isEqualTo(Path.of("/tmp/x/config"));
        assertThat(paths.logs()).isEqualTo(Path.of("/tmp/x/logs"));
        assertThat(paths.socket()).isEqualTo(Path.of("/tmp/x/daruma.sock"));
        assertThat(paths.cache()).isEqualTo(Path.of("/tmp/x/cache"));
    }

    @Test
    void a_relative_daruma_home_is_refused() {
        assertThatThrownBy(() -> HomePaths.of(Map.of("DARUMA_HOME", "x"), ANNA, path -> false))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("absolute");
    }

    @Test
    void an_old_dot_directory_is_used_if_it_exists() {
        var paths = HomePaths.of(Map.of(), ANNA, ANNA.resolve(".daruma")::equals);

        assertThat(paths).isEqualTo(HomePaths.below(ANNA.resolve(".daruma")));
    }

    @Test
    void otherwise_the_xdg_directories_are_used() {
        var paths = HomePaths.of(Map.of("XDG_RUNTIME_DIR", "/run/user/1000"), ANNA, path -> false);

        assertThat(paths.state()).isEqualTo(Path.of("/home/anna/.local/state/daruma"));
        assertThat(paths.logs()).isEqualTo(Path.of("/home/anna/.local/state/daruma/logs"));
        assertThat(paths.config()).isEqualTo(Path.of("/home/anna/.config/daruma"));
        assertThat(paths.cache()).isEqualTo(Path.of("/home/anna/.cache/daruma"));
        assertThat(paths.socket()).isEqualTo(Path.of("/run/user/1000/daruma/daruma.sock"));
    }

    @Test
    void without_a_runtime_directory_the_socket_lies_in_the_state_directory() {
        var relativeIsInvalid = Map.of("XDG_RUNTIME_DIR", "run", "XDG_STATE_HOME", "/srv/state");

        assertThat(HomePaths.of(relativeIsInvalid, ANNA, path -> false).socket())
                .isEqualTo(Path.of("/srv/state/daruma/daruma.sock"));
    }

    @Test
    void the_packaged_service_is_one_switch() {
        assertThat(HomePaths.of(Map.of("DARUMA_SYSTEM", "1"), ANNA, path -> true))
                .isEqualTo(HomePaths.SYSTEM);
    }

    @Test
    void a_socket_path_fits_up_to_107_bytes() {
        var fits = HomePaths.below(Path.of("/" + "h".repeat(107 - "//daruma.sock".length())));
        fits.requireSocketFits();

        var tooLong = HomePaths.below(Path.of("/" + "ü".repeat(48)));
        assertThatThrownBy(tooLong::requireSocketFits)
                .isInstanceOf(Refused.class)
                .hasMessageContaining("109 bytes")
                .hasMessageContaining("DARUMA_HOME");
    }

    @Test
    void a_holder_record_is_read_back_and_nonsense_is_not_one() {
        var record = new HolderRecord(4711, 99, Path.of("/tmp/a=b/daruma.sock"), "0.1.0");

        assertThat(HolderRecord.parse(record.format())).contains(record);
        assertThat(HolderRecord.parse("pid=x\n")).isEmpty();
        assertThat(HolderRecord.read(Path.of("/nonexistent/daemon"))).isEqualTo(Optional.empty());
    }
}
