package daruma.process.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On directories with files of the kernel's names: what is written where, not what the kernel does about it. */
class AppCgroupsTest {
    @TempDir
    Path slice;

    private Path daemon = Path.of("/");
    private Path scopes = Path.of("/");

    @BeforeEach
    void groups() throws IOException {
        Files.writeString(slice.resolve("cgroup.procs"), "");
        daemon = Files.createDirectory(slice.resolve("daruma.service"));
        scopes = Files.createDirectory(slice.resolve("daruma-scopes.service"));
        Files.writeString(scopes.resolve("cgroup.procs"), "4121\n");
        Files.writeString(scopes.resolve("cgroup.controllers"), "\n");
        Files.writeString(scopes.resolve("cgroup.subtree_control"), "\n");
    }

    @Test
    void the_branch_beside_the_daemons_service_is_found() throws IOException {
        var found = AppCgroups.find(Map.of(), Optional.of(new Cgroups(daemon)));
        assertThat(found.notice()).isEmpty();
        var groups = found.groups().orElseThrow();
        assertThat(groups.root()).isEqualTo(scopes);
        assertThat(groups.controllers()).isEmpty();
        assertThat(groups.create("web.0.7")).isEqualTo(groups.of("web.0.7")).isDirectory();
        assertThat(groups.create("web.0.7")).isDirectory();
        groups.removeEmpty();
        assertThat(groups.of("web.0.7")).doesNotExist();
    }

    @Test
    void controllers_are_switched_on_once_the_branchs_own_process_is_out_of_the_way() throws IOException {
        Files.writeString(scopes.resolve("cgroup.controllers"), "cpu io memory pids\n");
        var keeper = Files.createDirectory(scopes.resolve("keeper"));
        Files.writeString(keeper.resolve("cgroup.procs"), "");
        AppCgroups.find(Map.of(), Optional.of(new Cgroups(daemon)));
        assertThat(keeper.resolve("cgroup.procs")).hasContent("4121");
        // A file keeps only what was written last; the kernel would have taken all three, one by one.
        assertThat(scopes.resolve("cgroup.subtree_control")).hasContent("+pids");
    }

    @Test
    void without_a_service_or_a_branch_beside_it_there_is_nothing_and_nothing_to_say() throws IOException {
        var nothing = new AppCgroups.Finding(Optional.empty(), Optional.empty());
        assertThat(AppCgroups.find(Map.of(), Optional.empty())).isEqualTo(nothing);
        assertThat(AppCgroups.find(Map.of(), Optional.of(new Cgroups(slice)))).isEqualTo(nothing);
        var other = Files.createDirectory(slice.resolve("other.service"));
        assertThat(AppCgroups.find(Map.of(), Optional.of(new Cgroups(other)))).isEqualTo(nothing);
    }

    @Test
    void a_branch_that_is_named_but_is_none_is_said() {
        var found = AppCgroups.find(
                Map.of(AppCgroups.VARIABLE, slice.resolve("gone").toString()), Optional.empty());
        assertThat(found.groups()).isEmpty();
        assertThat(found.notice().orElseThrow()).contains("share the control group of the daemon", AppCgroups.VARIABLE);
    }

    @Test
    void a_program_is_born_in_a_real_group_and_the_group_goes_with_it() throws IOException {
        var ours = Cgroups.find().filter(Cgroups::writable);
        assumeTrue(ours.isPresent(), "there is no control group to write to");
        var branch = ours.get().create("daruma-test-" + ProcessHandle.current().pid());
        try {
            var groups = AppCgroups.find(Map.of(AppCgroups.VARIABLE, branch.toString()), Optional.empty())
                    .groups()
                    .orElseThrow();
            assertThat(groups.create("web.0.1").resolve("cgroup.procs")).exists();
            groups.remove("web.0.1");
            assertThat(groups.of("web.0.1")).doesNotExist();
        } finally {
            Cgroups.remove(branch.resolve("keeper"));
            assertThat(Cgroups.remove(branch)).isTrue();
        }
    }
}
