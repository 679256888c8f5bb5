package daruma.process.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
    @TempDir
    Path directory;

    @Test
    void a_lock_has_one_holder_and_tells_who() throws IOException {
        var file = directory.resolve("lock");
        var first = (HomeLock.Held) HomeLock.acquire(file);
        assertThat(HomeLock.acquire(file)).isEqualTo(new HomeLock.HeldBy(OptionalInt.of(Self.pid())));
        first.close();
        var second = HomeLock.acquire(file);
        assertThat(second).isInstanceOf(HomeLock.Held.class);
        ((HomeLock.Held) second).close();
    }

    @Test
    void a_user_is_found_by_name_and_by_number_with_all_groups() throws IOException {
        var passwd = directory.resolve("passwd");
        var group = directory.resolve("group");
        Files.writeString(passwd, "root:x:0:0:root:/root:/bin/sh\nweb:x:33:33::/var/www:/bin/false\n");
        Files.writeString(group, "root:x:0:\nweb:x:33:\nadm:x:4:alice,web\nssl:x:110:web\n");
        var accounts = new Accounts(passwd, group, List.of());
        var web = new Account("web", 33, 33, List.of(33, 4, 110), Path.of("/var/www"), "/bin/false");
        assertThat(accounts.user("web")).contains(web);
        assertThat(accounts.user("33")).contains(web);
        assertThat(accounts.user("nobody-at-all")).isEmpty();
        assertThat(accounts.group("ssl")).hasValue(110);
        assertThat(accounts.group("no-such-group")).isEmpty();
    }

    @Test
    void the_first_user_of_this_machine_is_root() {
        assertThat(new Accounts().user("0"))
                .hasValueSatisfying(a -> assertThat(a.uid()).isZero());
    }

    @Test
    void sockets_are_taken_only_if_they_are_meant_for_us() {
        var environment = Map.of("LISTEN_FDS", "2", "LISTEN_PID", "77", "LISTEN_FDNAMES", "control:");
        assertThat(InheritedSocket.read(environment, 77))
                .containsExactly(new InheritedSocket(3, "control"), new InheritedSocket(4, "unknown"));
        assertThat(InheritedSocket.read(environment, 78)).isEmpty();
    }

    @Test
    void a_file_system_in_memory_is_known_as_one() {
        assertThat(FileSystemKind.of(Path.of("/dev/shm"))).isEqualTo(FileSystemKind.MEMORY);
        assertThat(FileSystemKind.of(Path.of("/proc"))).isEqualTo(FileSystemKind.OTHER);
        assertThat(FileSystemKind.of(directory.resolve("none"))).isEqualTo(FileSystemKind.UNKNOWN);
    }
}
