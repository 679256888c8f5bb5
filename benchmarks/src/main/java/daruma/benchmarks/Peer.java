package daruma.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A supervisor that is measured. Each has a directory of its own. */
interface Peer {
    String name();

    /** Brings the supervisor up, without apps. */
    void begin() throws IOException, InterruptedException;

    /**
     * Prepares whatever files an app needs, so that {@link #start} is only the command.
     *
     * @return the command that starts the app; it may return before the app runs
     */
    List<String> prepare(App app) throws IOException, InterruptedException;

    /** Ends an app and forgets it. */
    void end(App app) throws IOException, InterruptedException;

    /** Ends everything. */
    void close() throws IOException, InterruptedException;

    /** The command that lists all apps, if there is one. */
    Optional<List<String>> listing();

    /** Every process of the supervisor itself: daemon, shims, one for each app where there is one; the daemon first. */
    List<Long> processes() throws IOException;

    /** Where lines of an app that logs to a file may be found. */
    default List<Path> logFiles(App app) throws IOException {
        return List.of(app.log().orElseThrow());
    }

    default void start(App app) throws IOException, InterruptedException {
        Lab.run(prepare(app));
    }
}
