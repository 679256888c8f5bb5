package daruma.process;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.process.notify.WordSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WordSocketTest {
    private static final int SELF = (int) ProcessHandle.current().pid();

    @TempDir
    Path directory;

    private final NativeRoom room = new NativeRoom();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private boolean talks = true;
    private WordSocket socket;

    @BeforeEach
    void listen() throws IOException {
        socket = room.wordSocket(directory.resolve("words"), this::connected);
    }

    @AfterEach
    void close() {
        socket.close();
        room.close();
    }

    private Optional<Consumer<String>> connected(int pid, int uid, Consumer<String> reply) {
        lines.add("connected " + pid);
        if (!talks) {
            reply.accept("not with you");
            return Optional.empty();
        }
        return Optional.of(line -> {
            lines.add(line);
            if (line.endsWith("?")) {
                reply.accept("answer to " + line);
            }
        });
    }

    @Test
    void lines_arrive_one_by_one_however_they_are_sent_and_questions_are_answered() throws Exception {
        try (var program = connect()) {
            assertThat(next()).isEqualTo("connected " + SELF);
            send(program, "READY=1\nSTATUS=grü");
            assertThat(next()).isEqualTo("READY=1");
            send(program, "n = green\n\nhow?\n");
            assertThat(next()).isEqualTo("STATUS=grün = green");
            assertThat(next()).isEqualTo("how?");
            assertThat(reader(program).readLine()).isEqualTo("answer to how?");
        }
    }

    @Test
    void who_is_not_talked_to_is_told_so_and_sent_away() throws Exception {
        talks = false;
        try (var program = connect()) {
            var in = reader(program);
            assertThat(in.readLine()).isEqualTo("not with you");
            assertThat(in.readLine()).isNull();
        }
    }

    @Test
    void a_line_without_end_ends_the_conversation_and_no_other() throws Exception {
        try (var endless = connect();
                var other = connect()) {
            send(endless, "x".repeat(5_000));
            assertThat(reader(endless).readLine()).startsWith("ERROR=a line is longer than 4096 bytes");
            send(other, "WATCHDOG=1\n");
            assertThat(next()).isEqualTo("connected " + SELF);
            assertThat(next()).isEqualTo("connected " + SELF);
            assertThat(next()).isEqualTo("WATCHDOG=1");
        }
    }

    @Test
    void who_does_not_take_his_replies_is_sent_away() throws Exception {
        try (var program = connect()) {
            var question = "x".repeat(1_000) + "?\n";
            boolean sentAway = false;
            for (int i = 0; i < 10_000 && !sentAway; i++) {
                try {
                    send(program, question);
                } catch (IOException brokenPipe) {
                    sentAway = true;
                }
            }
            assertThat(sentAway).isTrue();
        }
    }

    @Test
    void closing_it_ends_every_conversation_and_leaves_no_file() throws Exception {
        try (var program = connect()) {
            assertThat(next()).isEqualTo("connected " + SELF);
            send(program, "READY=1\n");
            assertThat(next()).isEqualTo("READY=1");
            socket.close();
            assertThat(reader(program).readLine()).isNull();
            assertThat(directory.resolve("words")).doesNotExist();
        }
    }

    private SocketChannel connect() throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(directory.resolve("words")));
        return channel;
    }

    private static void send(SocketChannel to, String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private static BufferedReader reader(SocketChannel from) {
        return new BufferedReader(Channels.newReader(from, StandardCharsets.UTF_8));
    }

    private String next() throws InterruptedException {
        var line = lines.poll(10, TimeUnit.SECONDS);
        assertThat(line).as("a line").isNotNull();
        return line;
    }
}
