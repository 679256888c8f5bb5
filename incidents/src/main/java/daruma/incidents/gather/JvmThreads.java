package daruma.incidents.gather;

import daruma.process.proc.Stat;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The threads of a HotSpot JVM with their stacks, locks and deadlocks: what {@code jcmd PID Thread.print} asks for, without
 * starting another JVM for it, which would take the second that is left.
 *
 * <p>The JVM opens the socket {@code .java_pidPID} in its temporary directory when it gets SIGQUIT while a file {@code
 * .attach_pidPID} of its own user is there; without the file it would print the threads to its standard output, which does no
 * harm either. Requests are words that end with a NUL, a version first.
 */
final class JvmThreads {
    private static final int SIGQUIT = 3;
    private static final int LONGEST = 4 << 20;

    private final ProcFiles proc;
    private final Signals signals;

    JvmThreads(ProcFiles proc, Signals signals) {
        this.proc = proc;
        this.signals = signals;
    }

    /** Whether it can be asked. */
    boolean isJvm(Stat process) {
        try {
            return proc.program(process.pid()).startsWith("java") && proc.catches(process.pid(), SIGQUIT);
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Asks. Waits for the answer until it is interrupted.
     *
     * @throws IOException if it does not answer as a JVM does
     */
    String of(Stat process) throws IOException, InterruptedException {
        var inside = proc.status(process.pid(), "NSpid").orElse("" + process.pid());
        var number = inside.substring(inside.lastIndexOf('\t') + 1);
        var temporary = proc.of(process.pid()).resolve("root/tmp");
        var socket = temporary.resolve(".java_pid" + number);
        if (!Files.exists(socket)) {
            open(process, temporary.resolve(".attach_pid" + number), socket);
        }
        return ask(socket);
    }

    private void open(Stat process, Path request, Path socket) throws IOException, InterruptedException {
        try {
            Files.createFile(request);
            // Of its own user, or the JVM does not believe it; a daemon of root runs programs of others.
            var owner = Files.getAttribute(proc.of(process.pid()), "unix:uid");
            if (!owner.equals(Files.getAttribute(request, "unix:uid"))) {
                Files.setAttribute(request, "unix:uid", owner);
            }
        } catch (FileAlreadyExistsException _) {
            // Somebody else is asking too.
        }
        try {
            if (!signals.send(process.pid(), process.startTicks(), SIGQUIT)) {
                throw new IOException("the process is gone");
            }
            while (!Files.exists(socket)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } finally {
            Files.deleteIfExists(request);
        }
    }

    private static String ask(Path socket) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            var request = ByteBuffer.wrap("1\0threaddump\0-l\0\0\0".getBytes(StandardCharsets.US_ASCII));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            var answer = ByteBuffer.allocate(LONGEST);
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                // Until it closes, or more than anybody reads has come.
            }
            var text = new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
            if (!text.startsWith("0\n")) {
                throw new IOException(
                        "the JVM refused: " + text.lines().findFirst().orElse("no answer"));
            }
            return text.substring(2);
        }
    }
}
