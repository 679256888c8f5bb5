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
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Sockets that a holder keeps by name and shims take: they outlive every program that listens on them. */
@ParameterizedClass
@MethodSource("daruma.shim.Twin#all")
class KeptSocketsTest {

    @Parameter
    Twin twin;

    @TempDir
    Path dir;

    private Path service;

    @BeforeEach
    void placeOfTheService() {
        service = dir.resolve("sockets");
    }

    /** A holder without a program; it answers when this returns. */
    private Shim keeper() {
        assumeTrue(twin.can("serve"), "refused, see below");
        var holder = Shim.hold(twin, dir.resolve("keeper"), "--serve", service.toString());
        holder.status();
        return holder;
    }

    private Shim taking(String name, String... program) {
        var words = new ArrayList<>(List.of("--take", name + "@" + service, "--listen-names", name, "--"));
        words.addAll(List.of(program));
        return Shim.start(twin, dir.resolve("run" + System.nanoTime()), words.toArray(String[]::new));
    }

    /** Whoever is turned away may notice it when it asks, or when it listens. */
    private String ask(String line) throws IOException {
        try (var channel = connected()) {
            try {
                channel.write(US_ASCII.encode(line));
                return rest(channel);
            } catch (IOException turnedAway) {
                assertThat(turnedAway.getMessage()).isIn("Broken pipe", "Connection reset");
                return "";
            }
        }
    }

    private SocketChannel connected() throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(service));
        return channel;
    }

    private static String rest(SocketChannel channel) throws IOException {
        var answer = ByteBuffer.allocate(65_536);
        while (channel.read(answer) >= 0) {
            continue;
        }
        return US_ASCII.decode(answer.flip()).toString();
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static String answerAt(int port) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    @Test
    void without_it_the_twin_refuses_and_says_where_it_can_be_had() throws Exception {
        assumeTrue(!twin.can("serve"), "this one can");
        for (var option : List.of("--take", "--serve")) {
            var words = new ArrayList<>(twin.command());
            words.addAll(List.of("--run", dir.toString(), option, "web@/nowhere", "--", "/bin/true"));
            var process = new ProcessBuilder(words).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), US_ASCII);
            assertThat(process.waitFor()).isEqualTo(64);
            assertThat(said).contains(option, "C shim and daruma-holder");
        }
    }

    @Test
    void clients_wait_while_the_only_program_is_away_and_the_next_one_answers() throws IOException {
        try (var keeper = keeper()) {
            int port = freePort();
            assertThat(ask("open web tcp:127.0.0.1:" + port + "\n")).isEqualTo("ok\n");
            var early = new Socket(InetAddress.getLoopbackAddress(), port); // nobody listens on it but the holder
            try (early;
                    var first = taking("web", Programs.compiled("answers-once"))) {
                assertThat(new String(early.getInputStream().readAllBytes(), US_ASCII))
                        .isEqualTo(first.pid() + " of 1\n");
                assertThat(first.ended()).isZero();
            }
            try (var second = taking("web", Programs.compiled("answers-once"))) {
                assertThat(answerAt(port)).isEqualTo(second.pid() + " of 1\n");
            }
            assertThat(Shim.lives(keeper.process.pid())).isTrue();
        }
    }

    @Test
    void several_shims_share_one_socket_and_each_program_knows_it_by_name() throws IOException {
        try (var keeper = keeper()) {
            ask("open web unix:" + dir.resolve("web") + "\n");
            var script = "echo $LISTEN_FDS $LISTEN_FDNAMES $LISTEN_PID $$; readlink /proc/$$/fd/3; exec sleep 60";
            try (var one = taking("web", "/bin/sh", "-c", script);
                    var other = taking("web", "/bin/sh", "-c", script)) {
                var first = one.outWith("socket:");
                var second = other.outWith("socket:");
                assertThat(first).startsWith("1 web " + one.pid() + " " + one.pid() + "\n");
                assertThat(second.lines().skip(1))
                        .containsExactlyElementsOf(first.lines().skip(1).toList());
                assertThat(Path.of("/proc/" + one.process.pid() + "/fd/3")
                                .toRealPath()
                                .toString())
                        .as("descriptor 3 of the shim itself")
                        .doesNotContain("socket:");
            }
            assertThat(keeper.process.isAlive()).isTrue();
        }
    }

    @Test
    void sockets_are_opened_listed_and_closed_while_it_runs() throws IOException {
        try (var keeper = keeper()) {
            var spec = "tcp:127.0.0.1:" + freePort();
            assertThat(ask("list\n")).isEqualTo("ok\n");
            assertThat(ask("open web " + spec + "\n")).isEqualTo("ok\n");
            assertThat(ask("open web " + spec + "\n")).as("once more").isEqualTo("ok\n");
            assertThat(ask("open web tcp:127.0.0.1:1\n")).startsWith("error 17 ");
            assertThat(ask("open other " + spec + "\n")).startsWith("error 98 ");
            assertThat(ask("open admin unix:" + dir.resolve("a") + ",mode=660\n"))
                    .isEqualTo("ok\n");
            assertThat(ask("list\n")).isEqualTo("ok\nweb " + spec + "\nadmin unix:" + dir.resolve("a") + ",mode=660\n");
            assertThat(ask("close web\n")).isEqualTo("ok\n");
            assertThat(ask("close web\n")).startsWith("error 2 ");
            assertThat(ask("open again " + spec + "\n"))
                    .as("the port is free again")
                    .isEqualTo("ok\n");
            assertThat(keeper.process.isAlive()).isTrue();
        }
    }

    @Test
    void what_cannot_be_taken_fails_the_start_at_its_own_stage() throws IOException {
        try (var keeper = keeper();
                var unknown = taking("nothing", "/bin/true")) {
            assertThat(unknown.ended()).isEqualTo(126);
            assertThat(unknown.exit()).containsEntry("stage", "take").containsEntry("errno", "2");
            assertThat(unknown.status()).endsWith("stage=take\nerrno=2\n");
            assertThat(ask("end\n")).isEqualTo("ok\n");
            assertThat(keeper.ended()).isZero();
        }
        try (var nobody = taking("web", "/bin/true")) {
            assertThat(nobody.exitOnceEnded()).containsEntry("stage", "take").containsEntry("errno", "111");
        }
    }

    @Test
    void a_slow_client_keeps_nobody_waiting_and_is_dismissed() throws IOException {
        var silent = new ArrayList<SocketChannel>();
        try (var keeper = keeper()) {
            for (int i = 0; i < 20; i++) {
                silent.add(connected());
                silent.getLast().write(US_ASCII.encode("open half"));
                assertThat(ask("list\n")).isEqualTo("ok\n");
            }
            for (var channel : silent) {
                assertThat(rest(channel))
                        .as("the holder's answer to half a line")
                        .isEmpty();
            }
            assertThat(keeper.process.isAlive()).isTrue();
        } finally {
            for (var channel : silent) {
                channel.close();
            }
        }
    }

    @Test
    void nonsense_is_answered_with_an_error_and_changes_nothing() throws IOException {
        try (var keeper = keeper()) {
            for (var line : List.of(
                    "",
                    "dance",
                    "open",
                    "open web",
                    "open web tcp:localhost:80",
                    "open web tcp:1.2.3",
                    "open a:b tcp:127.0.0.1:0",
                    "open a@b tcp:127.0.0.1:0",
                    "open " + "n".repeat(100) + " tcp:127.0.0.1:0",
                    "open web udp:1",
                    "open web unix:/" + "p".repeat(120))) {
                assertThat(ask(line + "\n")).as(line).startsWith("error ");
            }
            assertThat(ask("take " + "\n")).startsWith("error 2 ");
            assertThat(ask("x".repeat(10_000))).as("no line at all").isEmpty();
            assertThat(ask("list\n")).isEqualTo("ok\n");
            assertThat(keeper.process.isAlive()).isTrue();
        }
    }

    @Test
    void it_keeps_64_sockets_and_says_when_it_is_full() throws IOException {
        try (var keeper = keeper()) {
            for (int i = 0; i < 64; i++) {
                assertThat(ask("open s" + i + " unix:" + dir.resolve("s" + i) + "\n"))
                        .isEqualTo("ok\n");
            }
            assertThat(ask("open more unix:" + dir.resolve("more") + "\n")).startsWith("error 23 ");
            assertThat(ask("list\n").lines()).hasSize(65);
            assertThat(keeper.process.isAlive()).isTrue();
        }
    }

    @Test
    void another_user_is_turned_away() throws Exception {
        assumeTrue(Files.getOwner(dir).getName().equals("root"), "needs two users");
        assumeTrue(twin.can("serve"), "refused, see above");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
        var unprivileged = new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        unprivileged.addAll(twin.holder());
        var asNobody = new Twin(twin.name(), twin.command(), unprivileged, twin.capabilities());
        try (var keeper = Shim.hold(asNobody, dir.resolve("keeper"), "--serve", service.toString())) {
            keeper.status();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(service)))
                    .isEqualTo("rw-------");
            assertThat(ask("list\n"))
                    .as("said to root, who may connect to anything")
                    .isEmpty();
            try (var shim = taking("web", "/bin/true")) {
                assertThat(shim.exitOnceEnded()).containsEntry("stage", "take");
            }
        }
    }

    @Test
    void a_holder_keeps_its_program_and_sockets_for_others_at_once() throws IOException {
        assumeTrue(twin.can("serve"), "refused, see above");
        try (var holder = Shim.hold(twin, dir, "--serve", service.toString(), "--", "/bin/sleep", "60")) {
            var first = holder.pid();
            await("the service").atMost(Shim.LIMIT).until(() -> Files.exists(service));
            ask("open web unix:" + dir.resolve("web") + "\n");
            Shim.signal(first, "KILL");
            await("another program").atMost(Shim.LIMIT).until(() -> holder.pid() != first);
            assertThat(ask("list\n")).isEqualTo("ok\nweb unix:" + dir.resolve("web") + "\n");
            assertThat(ask("end\n")).isEqualTo("ok\n");
            assertThat(holder.ended()).isEqualTo(143);
        }
    }

    @Test
    void a_service_that_somebody_answers_on_is_left_alone() {
        try (var keeper = keeper();
                var second = Shim.hold(twin, dir.resolve("second"), "--serve", service.toString())) {
            assertThat(second.ended()).isEqualTo(75);
            assertThat(keeper.process.isAlive()).isTrue();
        }
    }
}
