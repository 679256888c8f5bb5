package daruma.process.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CgroupsTest {
    @Test
    void a_hierarchy_mounted_aside_is_found() {
        var mounts = """
                31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
                41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw
                """;
        assertThat(Cgroups.find(mounts, "1:name=systemd:/x\n0::/user.slice/app\n"))
                .contains(new Cgroups(Path.of("/sys/fs/cgroup/unified/user.slice/app")));
    }

    @Test
    void without_version_two_there_is_none() {
        assertThat(Cgroups.find("40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw\n", "1:cpu:/\n"))
                .isEmpty();
    }
}
