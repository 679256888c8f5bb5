package daruma.balancer;

import daruma.balancer.control.SteeringServer;
import daruma.balancer.listen.Holder;
import daruma.balancer.listen.Inherited;
import daruma.balancer.listen.Listeners;
import daruma.balancer.listen.ReadyNotice;
import daruma.balancer.listen.Transport;
import daruma.control.Outcome;
import daruma.control.server.ControlSocket;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The balancer's process: {@code daruma-balancer DIRECTORY}.
 *
 * <p>In the directory are {@code control.sock}, by which it is steered, and {@code table.json}, what it serves. Of the
 * environment it takes {@code DARUMA_HOLDER}, the socket of a holder that keeps its listeners, {@code LISTEN_FDS}, listeners that
 * it was started with, and {@code NOTIFY_SOCKET}, where it says that it is ready. On SIGTERM it takes no new
 * connections, and ends when the requests under way have, or after 10 s.
 */
public final class Main {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String VERSION = Optional.ofNullable(
                    Main.class.getPackage().getImplementationVersion())
            .orElse("0");

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: daruma-balancer DIRECTORY");
            System.exit(2);
        }
        var directory = Path.of(arguments[0]).toAbsolutePath();
        Files.createDirectories(directory);
        var transport = Transport.choose(loops(), !"nio".equals(System.getProperty("daruma.balancer.transport")));
        var listeners = new Listeners(
                transport,
                Inherited.descriptors(System.getenv(), ProcessHandle.current().pid()),
                Optional.ofNullable(System.getenv("DARUMA_HOLDER")).map(it -> new Holder(Path.of(it))));
        var balancer = new Balancer(transport, listeners, directory);
        var socket = switch (ControlSocket.bind(directory.resolve("control.sock"))) {
            case Outcome.Ok<ServerSocketChannel>(var bound) -> bound;
            case Outcome.Failed<ServerSocketChannel>(var fault) -> {
                System.err.println("daruma-balancer: " + fault.sentence());
                System.exit(1);
                throw new IllegalStateException("ended");
            }
        };
        balancer.resume();
        var server = SteeringServer.start(socket, balancer, VERSION);
        ReadyNotice.send(transport, System.getenv());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            server.close();
            balancer.drain(GRACE);
        }));
    }

    private static int loops() {
        return Integer.getInteger("daruma.balancer.loops", Runtime.getRuntime().availableProcessors());
    }
}
