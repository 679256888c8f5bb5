package daruma.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import daruma.control.home.HolderRecord;
import daruma.control.home.HomePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    private Path directory;

    @Test
    void a_home_is_made_private_and_says_who_holds_it() throws IOException {
        var paths = HomePaths.below(directory.resolve("home"));
        try (var home = opened(paths)) {
            assertThat(mode(paths.state())).isEqualTo("rwx------");
            assertThat(mode(paths.logs())).isEqualTo("rwx------");
            assertThat(mode(directory.resolve("home"))).isEqualTo("rwx------");
            assertThat(home.notices()).isEmpty();

            var holder = HolderRecord.read(paths.holder()).orElseThrow();
            assertThat(holder.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(holder.startTicks()).isPositive();
            assertThat(holder.socket()).isEqualTo(paths.socket());
        }
    }

    @Test
    void a_second_one_in_the_same_process_is_refused_and_does_not_lose_the_lock_of_the_first() throws Exception {
        var paths = HomePaths.below(directory);
        try (var home = opened(paths)) {
            assertThat(Home.open(paths, "0.1.0", place())).isInstanceOf(HomeOpening.Held.class);
            assertThat(openInAnotherProcess(paths))
                    .contains("pid " + ProcessHandle.current().pid());
            assertThat(home.paths()).isEqualTo(paths);
        }
        assertThat(openInAnotherProcess(paths)).isEqualTo("opened");
    }

    @Test
    void a_socket_path_that_is_too_long_is_refused_with_the_way_out() {
        var paths = HomePaths.below(directory.resolve("x".repeat(110)));

        assertThat(Home.open(paths, "0.1.0", place()))
                .isInstanceOfSatisfying(
                        HomeOpening.Unusable.class,
                        unusable ->
                                assertThat(unusable.message()).contains("107").contains("DARUMA_HOME"));
        assertThat(Files.exists(directory.resolve("x".repeat(110)))).isFalse();
    }

    @Test
    void a_home_that_others_can_write_to_is_refused() throws IOException {
        var open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(Home.open(HomePaths.below(open), "0.1.0", place()))
                .isInstanceOfSatisfying(
                        HomeOpening.Unusable.class,
                        unusable -> assertThat(unusable.message()).contains("chmod go-w"));
    }

    @Test
    void who_we_are_is_who_our_files_belong_to() throws IOException {
        var ours = Files.createFile(directory.resolve("ours"));
        assertThat(Ownership.ownUid()).isEqualTo(Files.getAttribute(ours, "unix:uid"));
    }

    @Test
    void a_home_of_another_user_is_refused() throws IOException {
        assumeTrue(Ownership.ownUid() == 0, "only root can give a directory away");
        var theirs = Files.createDirectory(directory.resolve("theirs"));
        Files.createDirectory(theirs.resolve("state"));
        Files.setAttribute(theirs.resolve("state"), "unix:uid", 12_345);

        assertThat(Home.open(HomePaths.below(theirs), "0.1.0", place()))
                .isInstanceOfSatisfying(
                        HomeOpening.Unusable.class,
                        unusable -> assertThat(unusable.message()).contains("belongs to uid 12345"));
    }

    private Home opened(HomePaths paths) {
        return ((HomeOpening.Opened) Home.open(paths, "0.1.0", place())).home();
    }

    /** No tmpfs anywhere, so that nothing is left outside the test's directory. */
    private RunDirectory.Place place() {
        try {
            return new RunDirectory.Place(
                    Ownership.ownUid(), null, false, new MountTable(List.of()), directory, directory, false);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String openInAnotherProcess(HomePaths paths) throws Exception {
        var child = ChildJvm.start(Opener.class, paths.state().getParent().toString());
        var said = new String(child.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said.strip();
    }

    /** The other process. */
    static final class Opener {
        public static void main(String[] args) throws IOException {
            var none = new RunDirectory.Place(
                    Ownership.ownUid(), null, false, new MountTable(List.of()), Path.of("/"), Path.of("/"), false);
            System.out.println(
                    switch (Home.open(HomePaths.below(Path.of(args[0])), "0.1.0", none)) {
                        case HomeOpening.Opened _ -> "opened";
                        case HomeOpening.Held held -> held.message();
                        case HomeOpening.Unusable unusable -> unusable.message();
                    });
        }
    }
}
