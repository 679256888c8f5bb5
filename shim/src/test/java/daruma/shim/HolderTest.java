package daruma.shim;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps its program up by itself: {@code daruma-holder}, and the sh shim with {@code --hold}. */
@ParameterizedClass
@MethodSource("daruma.shim.Twin#all")
class HolderTest {

    @Parameter
    Twin twin;

    @TempDir
    Path dir;

    private long detached;

    @AfterEach
    void endDetached() {
        if (detached > 0) {
            Shim.signal(detached, "TERM");
            await("end of the detached holder").atMost(Shim.LIMIT).until(() -> !Shim.lives(detached));
        }
    }

    private Shim hold(String... arguments) {
        return Shim.hold(twin, dir, arguments);
    }

    @Test
    void a_killed_program_is_back_at_once_with_a_new_record() {
        try (var shim = hold("--", "/bin/sleep", "60")) {
            var first = shim.pid();
            Shim.signal(first, "KILL");
            await("another program").atMost(Shim.LIMIT).until(() -> shim.pid() != first);
            assertThat(shim.exit()).containsEntry("pid", "" + first).containsEntry("swept", "0");
        }
    }

    @Test
    void restarts_slow_down_while_the_program_keeps_ending() {
        try (var shim = hold("--", "/bin/sh", "-c", "date +%s%N; exit 1")) {
            await("five starts")
                    .atMost(Shim.LIMIT)
                    .until(() -> shim.text("out").lines().count() >= 5);
            var times = shim.text("out").lines().mapToLong(Long::parseLong).toArray();
            for (int i = 1; i < 4; i++) {
                var pause = (times[i + 1] - times[i]) / 1_000_000;
                assertThat(pause)
                        .as("pause before start %d", i + 2)
                        .isBetween(100L << (i - 1), (100L << (i - 1)) + 5000);
            }
        }
    }

    @Test
    void a_program_that_was_ready_is_back_at_once_however_often_it_is_killed() {
        assumeTrue(twin.can("notify"), "the notice is tested below");
        try (var shim = hold("--notify", "--", Programs.compiled("says-ready"))) {
            double pause = 0;
            for (int i = 0; i < 7; i++) {
                var pid = shim.pid();
                Shim.signal(pid, "KILL");
                await("another program").atMost(Shim.LIMIT).until(() -> shim.pid() != pid);
                pause = Double.parseDouble(shim.record("pid").get("at"))
                        - Double.parseDouble(shim.exit().get("ended"));
            }
            assertThat(pause)
                    .as("seconds; seven short runs in a row would mean 3.2")
                    .isLessThan(1);
        }
    }

    @Test
    void with_notify_a_long_run_is_none_that_was_ready() {
        try (var shim = hold("--notify", "--", "/bin/sh", "-c", "date +%s%N; sleep 2.1; date +%s%N; exit 1")) {
            if (!twin.can("notify")) {
                assertThat(shim.status()).contains("notice=notify");
                return;
            }
            await("three starts")
                    .atMost(Shim.LIMIT)
                    .until(() -> shim.text("out").lines().count() >= 5);
            var times = shim.text("out").lines().mapToLong(Long::parseLong).toArray();
            assertThat((times[4] - times[3]) / 1_000_000)
                    .as("ms before the third start")
                    .isGreaterThanOrEqualTo(100);
        }
    }

    @Test
    void readiness_is_believed_of_the_program_alone() {
        assumeTrue(twin.can("notify"), "the notice is tested above");
        var stranger = Programs.compiled("says-ready");
        try (var shim = hold("--notify", "--", "/bin/sh", "-c", "date +%s%N; " + stranger + " once; exit 1")) {
            await("five starts")
                    .atMost(Shim.LIMIT)
                    .until(() -> shim.text("out").lines().count() >= 5);
            var times = shim.text("out").lines().mapToLong(Long::parseLong).toArray();
            assertThat((times[4] - times[3]) / 1_000_000)
                    .as("ms before the fifth start")
                    .isGreaterThanOrEqualTo(400);
        }
    }

    @Test
    void it_ends_when_the_program_ends_with_0_or_77() {
        for (int code : new int[] {0, 77}) {
            try (var shim = Shim.hold(twin, dir.resolve("" + code), "--", "/bin/sh", "-c", "exit " + code)) {
                assertThat(shim.ended()).isEqualTo(code);
                assertThat(shim.exit()).containsEntry("code", "" + code);
            }
        }
    }

    @Test
    void it_goes_on_when_the_program_could_not_be_started() throws IOException {
        var script = dir.resolve("late");
        try (var shim = hold("--", script.toString())) {
            await("a failed start").atMost(Shim.LIMIT).until(() -> shim.exit().containsKey("stage"));
            var ready = Files.writeString(dir.resolve("ready"), "#!/bin/sh\nexec sleep 60\n");
            Files.setPosixFilePermissions(ready, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(ready, script);
            assertThat(shim.pid()).isPositive();
        }
    }

    @Test
    void term_ends_program_and_holder() {
        try (var shim =
                hold("--", "/bin/sh", "-c", "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.1; done")) {
            shim.outWith("ready");
            Shim.signal(shim.process.pid(), "TERM");
            assertThat(shim.ended()).isEqualTo(3);
            assertThat(shim.text("out")).contains("bye");
        }
    }

    @Test
    void term_is_followed_by_kill_when_the_program_does_not_obey() {
        try (var shim = hold(
                "--term-grace",
                "300",
                "--",
                "/bin/sh",
                "-c",
                "trap '' TERM; echo ready; while :; do sleep 0.1; done")) {
            shim.outWith("ready");
            Shim.signal(shim.process.pid(), "TERM");
            assertThat(shim.ended()).isEqualTo(137);
        }
    }

    @Test
    void what_the_program_leaves_behind_goes_on() {
        try (var shim = hold("--", "/bin/sh", "-c", "setsid sleep 60 & echo $!; exit 0")) {
            assertThat(shim.ended()).isZero();
            assertThat(Shim.lives(Long.parseLong(shim.text("out").strip()))).isTrue();
        }
    }

    @Test
    void output_goes_where_it_is_told() {
        var out = dir.resolve("o");
        try (var shim = hold(
                "--out",
                out.toString(),
                "--err",
                dir.resolve("e").toString(),
                "--",
                "/bin/sh",
                "-c",
                "echo 1; echo 2 >&2")) {
            assertThat(shim.ended()).isZero();
            assertThat(shim.text("o") + shim.text("e")).isEqualTo("1\n2\n");
        }
    }

    @Test
    void a_detached_holder_lives_in_its_own_session_and_holds_the_lock() throws IOException {
        var lock = dir.resolve("lock").toString();
        try (var shim = hold("--detach", "--lock", lock, "--", "/bin/sleep", "60")) {
            assertThat(shim.ended()).isZero();
            await("pid record")
                    .atMost(Shim.LIMIT)
                    .until(() -> shim.record("pid").containsKey("shim"));
            detached = Long.parseLong(shim.record("pid").get("shim"));
            var stat = Files.readString(Path.of("/proc/" + detached + "/stat"));
            assertThat(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]).isEqualTo("" + detached);
            try (var second = hold("--detach", "--lock", lock, "--", "/bin/sleep", "60")) {
                assertThat(second.ended()).isEqualTo(75);
            }
        }
    }

    @Test
    void connections_wait_in_the_backlog_while_the_program_is_away() throws IOException {
        var program = Programs.compiled("answers-once");
        var path = dir.resolve("s");
        try (var shim =
                hold("--listen", "unix:" + path + ",mode=600", "--listen", "tcp:127.0.0.1:0", "--", program, "7")) {
            if (!twin.can("hold-listen")) {
                assertThat(shim.status()).contains("notice=hold-listen");
                return;
            }
            await("socket").atMost(Shim.LIMIT).until(() -> Files.exists(path));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            var seen = new java.util.HashSet<String>();
            for (int i = 0; i < 5; i++) {
                seen.add(ask(path)); // the program ends after every answer; nobody is ever refused
            }
            assertThat(seen).hasSize(5).allMatch(answer -> answer.endsWith(" of 2\n"));
        }
    }

    private static String ask(Path path) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            var answer = ByteBuffer.allocate(100);
            while (channel.read(answer) >= 0) {
                continue;
            }
            return US_ASCII.decode(answer.flip()).toString();
        }
    }

    @Test
    void a_tcp_port_is_held_too() throws IOException {
        assumeTrue(twin.can("hold-listen"), "the notice is tested above");
        var program = Programs.compiled("answers-once");
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (var shim = hold("--listen", "tcp:127.0.0.1:" + port, "--", program, "7")) {
            shim.pid();
            for (int i = 0; i < 3; i++) {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
                            .endsWith(" of 1\n");
                }
            }
        }
    }

    @Test
    void a_socket_file_that_nobody_answers_on_is_replaced() throws IOException {
        assumeTrue(twin.can("hold-listen"), "the notice is tested above");
        var path = dir.resolve("s");
        try (var stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            stale.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        try (var shim = hold("--listen", "unix:" + path, "--", Programs.compiled("answers-once"), "0")) {
            shim.pid();
            assertThat(ask(path)).endsWith(" of 1\n");
            assertThat(shim.ended()).isZero();
        }
    }

    @Test
    void a_socket_that_somebody_answers_on_is_left_alone() throws IOException {
        assumeTrue(twin.can("hold-listen"), "the notice is tested above");
        var path = dir.resolve("s");
        try (var busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(UnixDomainSocketAddress.of(path));
            try (var shim = hold("--listen", "unix:" + path, "--", "/bin/true")) {
                assertThat(shim.ended()).isEqualTo(75);
            }
            assertThat(path).exists();
        }
        var file = Files.writeString(dir.resolve("precious"), "text");
        try (var shim = hold("--listen", "unix:" + file, "--", "/bin/true")) {
            assertThat(shim.ended()).isEqualTo(75);
            assertThat(file).hasContent("text");
        }
    }

    @Test
    void the_first_socket_can_be_standard_input_too() {
        assumeTrue(twin.can("hold-listen"), "the notice is tested above");
        try (var shim = hold(
                "--listen",
                "unix-dgram:" + dir.resolve("d"),
                "--listen-stdin",
                "--",
                "/bin/sh",
                "-c",
                "readlink /proc/$$/fd/0 /proc/$$/fd/3")) {
            assertThat(shim.ended()).isZero();
            var links = shim.text("out").lines().toList();
            assertThat(links.get(0)).startsWith("socket:").isEqualTo(links.get(1));
        }
    }
}
