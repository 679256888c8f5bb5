package daruma.process.proc.linux;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.process.ProcessRoom;
import daruma.process.portable.JdkFileBytes;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinuxProcFsTest {
    private static final int SELF = (int) ProcessHandle.current().pid();

    @Test
    void a_name_with_parentheses_and_blanks_does_not_shift_the_fields() {
        var line = "7 (a) b (c) S 3 7 5 0 -1 4194560 1 2 3 4 11 12 0 0 20 0 9 0 4242 1000 55 "
                + "0 1 1 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0 10752";
        var bytes = line.getBytes(StandardCharsets.US_ASCII);
        var stat = StatLine.parse(bytes, bytes.length).orElseThrow();
        assertThat(stat.name()).isEqualTo("a) b (c");
        assertThat(stat.state()).isEqualTo('S');
        assertThat(stat.parent()).isEqualTo(3);
        assertThat(stat.session()).isEqualTo(5);
        assertThat(stat.userTicks()).isEqualTo(11);
        assertThat(stat.systemTicks()).isEqualTo(12);
        assertThat(stat.threads()).isEqualTo(9);
        assertThat(stat.startTicks()).isEqualTo(4242);
        assertThat(stat.rssPages()).isEqualTo(55);
        assertThat(stat.exitStatus()).isEqualTo(10752);
    }

    @Test
    void we_read_ourselves_and_our_children() throws Exception {
        try (var room = ProcessRoom.open();
                var server = new ServerSocket(0)) {
            var child = new ProcessBuilder("sleep", "300").start();
            try {
                var procFs = room.procFs();
                var tree = procFs.tree(List.of(SELF));
                assertThat(tree.pids()).contains(SELF, (int) child.pid());
                assertThat(tree.rssBytes()).isGreaterThan(10_000_000);
                assertThat(tree.cpuTicks()).isPositive();
                assertThat(procFs.command((int) child.pid()))
                        .hasValueSatisfying(c -> assertThat(c)
                                .isIn("sleep 300", "/usr/bin/sleep 300")
                                .contains("300"));
                assertThat(procFs.listeningPorts(tree.pids())).contains(server.getLocalPort());
                assertThat(procFs.portHolder(server.getLocalPort()))
                        .hasValueSatisfying(h -> assertThat(h.pid()).isEqualTo(SELF));
                assertThat(procFs.census().descendants(SELF)).anyMatch(s -> s.pid() == (int) child.pid());
            } finally {
                child.destroyForcibly().waitFor();
            }
            assertThat(room.procFs().identity((int) child.pid())).isEmpty();
        }
    }

    @Test
    void connections_that_nobody_accepts_are_counted_in_both_ways_of_reading() throws Exception {
        try (var room = ProcessRoom.open();
                var server = new ServerSocket(0);
                var _ = new Socket("127.0.0.1", server.getLocalPort());
                var _ = new Socket("127.0.0.1", server.getLocalPort())) {
            for (var procFs : List.of(room.procFs(), new LinuxProcFs(new JdkFileBytes(), Optional::empty))) {
                assertThat(procFs.listenSockets())
                        .filteredOn(socket -> socket.port() == server.getLocalPort())
                        .singleElement()
                        .satisfies(socket -> assertThat(socket.waiting()).isEqualTo(2));
            }
        }
    }
}
