package daruma.traffic;

import daruma.control.traffic.BalancerClient;
import daruma.control.traffic.BalancerReply;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The balancer's process and the holder that keeps it up and its listening sockets open. Both outlive this daemon, and are
 * found again by their sockets. Every method blocks.
 *
 * @param holder the holder's program; empty where there is none, and the balancer opens its sockets itself
 * @param program what starts the balancer
 * @param directory of the two; short, because sockets lie in it
 * @param logs where both write
 */
record BalancerProcess(Optional<Path> holder, Path program, Path directory, Path logs) {
    private static final Duration PING = Duration.ofSeconds(1);
    private static final long LOOK_EVERY_MILLIS = 20;

    BalancerClient client() {
        return new BalancerClient(directory.resolve("control.sock"));
    }

    private Path service() {
        return directory.resolve("holder.sock");
    }

    boolean answers() {
        return client().ping(PING) instanceof BalancerReply.Answered<Long>;
    }

    /**
     * Starts it, if it does not answer, and waits until it does.
     *
     * @throws IOException whose message is for people, if it does not
     */
    void begin(Duration patience) throws IOException, InterruptedException {
        if (answers()) {
            return;
        }
        Files.createDirectories(
                directory.resolve("run"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var begun = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve("balancer-start.log").toFile());
        begun.environment().remove("NOTIFY_SOCKET");
        begun.environment().remove("LISTEN_FDS");
        begun.environment().remove("LISTEN_PID");
        holder.ifPresent(_ -> begun.environment().put("DARUMA_HOLDER", service().toString()));
        var process = begun.start();
        process.getOutputStream().close();
        var until = System.nanoTime() + patience.toNanos();
        while (!answers()) {
            if (System.nanoTime() - until > 0) {
                throw new IOException("the balancer does not answer " + patience.toSeconds()
                        + " s after its start; see " + logs.resolve("balancer.err"));
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }

    private List<String> command() {
        var command = new ArrayList<String>();
        holder.ifPresent(binary -> command.addAll(List.of(
                binary.toString(),
                "--detach",
                "--cwd",
                "/",
                "--run",
                directory.resolve("run").toString(),
                "--serve",
                service().toString(),
                "--log",
                logs.resolve("balancer-holder.log").toString(),
                "--out",
                logs.resolve("balancer.out").toString(),
                "--err",
                logs.resolve("balancer.err").toString(),
                "--")));
        command.add(program.toString());
        command.add(directory.toString());
        return command;
    }

    /** Ends both. Requests that are under way are answered first. */
    void end() throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(service()));
            channel.write(ByteBuffer.wrap("end\n".getBytes(StandardCharsets.US_ASCII)));
            channel.read(ByteBuffer.allocate(64));
        }
    }
}
