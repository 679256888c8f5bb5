package daruma.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    @TempDir
    private Path directory;

    private final List<String> notices = new ArrayList<>();
    private Path state;
    private Path run;
    private Path shm;
    private int uid;

    @BeforeEach
    void makeDirectories() throws IOException {
        directory = directory.toRealPath();
        state = Files.createDirectory(directory.resolve("state"));
        run = Files.createDirectory(directory.resolve("run"));
        shm = Files.createDirectory(directory.resolve("shm"));
        uid = Ownership.ownUid();
    }

    @Test
    void mounts_are_read_with_spaces_covered_places_and_the_deepest_one_wins() {
        var mounts = MountTable.parse(List.of(
                "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
                "23 22 0:21 / /run rw,nosuid shared:2 master:3 - tmpfs tmpfs rw",
                "24 23 0:22 / /run/my\\040disk rw - vfat /dev/sdb rw",
                "25 22 0:23 / /mnt rw - ext4 /dev/sdc rw",
                "26 25 0:24 / /mnt rw - tmpfs tmpfs rw",
                "nonsense"));

        assertThat(mounts.typeOf(Path.of("/run/daruma"))).contains("tmpfs");
        assertThat(mounts.typeOf(Path.of("/runner"))).contains("ext4");
        assertThat(mounts.typeOf(Path.of("/run/my disk/x"))).contains("vfat");
        assertThat(mounts.typeOf(Path.of("/mnt"))).contains("tmpfs");
        assertThat(MountTable.ofThisProcess().typeOf(Path.of("/proc/self"))).contains("proc");
    }

    @Test
    void root_uses_run_if_that_is_tmpfs_else_shared_memory_else_the_home() throws IOException {
        assertThat(resolve(root(run, shm)).getParent()).isEqualTo(run.resolve("daruma"));
        Files.delete(state.resolve("run"));
        assertThat(resolve(root(shm)).getParent()).isEqualTo(shm.resolve("daruma-0"));
        Files.delete(state.resolve("run"));
        assertThat(resolve(root())).isEqualTo(state.resolve("run"));
        assertThat(Files.isDirectory(state.resolve("run"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }

    @Test
    void a_user_needs_to_linger_for_the_runtime_directory_to_be_used() throws IOException {
        assertThat(resolve(user(false))).isEqualTo(state.resolve("run"));
        Files.delete(state.resolve("run"));
        assertThat(resolve(user(true)).getParent()).isEqualTo(run.resolve("daruma"));
    }

    @Test
    void a_later_daemon_finds_the_same_directory_whatever_its_environment_says() throws IOException {
        var first = resolve(root(run, shm));
        Files.createDirectory(first.resolve("web.0"));

        assertThat(resolve(root(shm))).isEqualTo(first);
        assertThat(resolve(root())).isEqualTo(first);
        assertThat(notices).isEmpty();
    }

    @Test
    void after_a_reboot_it_is_made_anew() throws IOException {
        var first = resolve(root(run));
        Files.delete(first);
        Files.delete(first.getParent());

        assertThat(resolve(root(run))).isEqualTo(first).isEmptyDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
                .isEqualTo("rwx------");
    }

    @Test
    void a_directory_that_somebody_else_put_there_is_not_used() throws IOException {
        Files.createSymbolicLink(run.resolve("daruma"), shm);

        assertThat(resolve(root(run, shm)).getParent()).isEqualTo(shm.resolve("daruma-0"));
        assertThat(notices).singleElement().asString().contains("is not a directory");
    }

    @Test
    void a_copied_home_does_not_share_the_run_directory_of_its_original() throws IOException {
        var first = resolve(root(run));
        var copy = Files.createDirectory(directory.resolve("copy"));
        Files.createSymbolicLink(copy.resolve("run"), first);

        assertThat(RunDirectory.resolve(copy, root(run), notices)).isNotEqualTo(first);
        assertThat(notices).singleElement().asString().contains("copied or moved");
    }

    private Path resolve(RunDirectory.Place place) throws IOException {
        return RunDirectory.resolve(state, place, notices);
    }

    private RunDirectory.Place root(Path... tmpfs) {
        return place(uid, false, tmpfs);
    }

    /** Directories are made by this process, so the uid is only told apart from root's. */
    private RunDirectory.Place user(boolean lingers) {
        return new RunDirectory.Place(uid, run, lingers, mounts(run), run, shm, false);
    }

    private RunDirectory.Place place(int ownUid, boolean lingers, Path... tmpfs) {
        return new RunDirectory.Place(ownUid, null, lingers, mounts(tmpfs), run, shm, true);
    }

    private static MountTable mounts(Path... tmpfs) {
        var mounts = new ArrayList<MountTable.Mount>();
        mounts.add(new MountTable.Mount(Path.of("/"), "ext4"));
        for (var each : tmpfs) {
            mounts.add(new MountTable.Mount(each, "tmpfs"));
        }
        return new MountTable(mounts);
    }
}
