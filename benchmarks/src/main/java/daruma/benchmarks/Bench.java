package daruma.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where things lie.
 *
 * @param work emptied before each run
 */
record Bench(Path root, Path work, Path distribution, Path stamp, Path keep, Path npm, Path packages) {
    static Bench of(Path root) throws IOException {
        var target = root.resolve("benchmarks/target");
        // Short: Unix sockets lie below it.
        var work = Files.createTempDirectory("db").toRealPath();
        return new Bench(
                root,
                work,
                root.resolve("dist/target/daruma"),
                target.resolve("stamp"),
                target.resolve("keep"),
                target.resolve("peers/node_modules/.bin/pm2"),
                target.resolve("peers/debian/root"));
    }

    Peers.Daruma daruma(String place) {
        return new Peers.Daruma(work.resolve(place + "-d"), distribution);
    }

    Peers.Pm2 pm2(String place) {
        return new Peers.Pm2(work.resolve(place + "-p"), npm);
    }

    Peers.Supervisord supervisord(String place) {
        return new Peers.Supervisord(work.resolve(place + "-s"), packages);
    }

    Peers.Limit limit(String place) {
        return new Peers.Limit(work.resolve(place + "-c"), keep);
    }

    Peers.Scanner s6(String place) {
        return Peers.Scanner.s6(work.resolve(place + "-6"));
    }

    Peers.Scanner runit(String place) {
        return Peers.Scanner.runit(work.resolve(place + "-r"), packages);
    }

    /** Ends whatever still runs, and says nothing if there is nothing. */
    static void close(Iterable<? extends Peer> peers) {
        for (var peer : peers) {
            try {
                peer.close();
            } catch (IOException e) {
                System.err.println("cannot end " + peer.name() + ": " + e.getMessage());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
