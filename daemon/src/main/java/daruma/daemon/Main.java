package daruma.daemon;

import daruma.control.home.HomePaths;
import daruma.model.Refused;
import daruma.state.Home;
import daruma.state.HomeOpening;
import java.io.IOException;

/**
 * Where the daemon begins: takes a home, builds the daemon, and sleeps until it is asked to end.
 *
 * <p>Exit status: 0 asked to end; 75 another daemon has the home; 78 the home cannot be used (77 instead of these two under a
 * holder, which then does not try again); 70 a mistake of ours, after which whoever keeps the daemon up starts it again and
 * what lives is adopted.
 */
public final class Main {
    private static final int HOME_HELD = 75;
    private static final int HOME_UNUSABLE = 78;
    private static final int OUR_MISTAKE = 70;
    /** What ends a holder, see {@code docs/run-directory.md}. */
    private static final int NOT_AGAIN = 77;

    private Main() {}

    public static void main(String[] args) {
        HomePaths paths;
        try {
            paths = HomePaths.ofThisProcess();
        } catch (Refused e) {
            throw end(HOME_UNUSABLE, e.getMessage());
        }
        switch (Home.open(paths, Daemon.VERSION)) {
            case HomeOpening.Opened(var home) -> run(home);
            case HomeOpening.Held held -> throw end(HOME_HELD, held.message());
            case HomeOpening.Unusable(var message) -> throw end(HOME_UNUSABLE, message);
        }
    }

    private static void run(Home home) {
        DaemonLog.writeTo(home.paths().daemonLog());
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> {
            DaemonLog.fatal("thread " + thread.getName() + " failed", error);
            Runtime.getRuntime().halt(OUR_MISTAKE);
        });
        try {
            Daemon.run(home, Installation.ofThisProcess());
        } catch (IOException e) {
            DaemonLog.fatal("cannot begin", e);
            throw end(HOME_UNUSABLE, "cannot begin: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static IllegalStateException end(int status, String message) {
        System.err.println("darumad: " + message);
        // A holder would try for ever what cannot work; whoever started it is told by the log and by the missing
        // answer.
        System.exit(System.getenv("DARUMA_HELD") == null ? status : NOT_AGAIN);
        return new IllegalStateException(message);
    }
}
