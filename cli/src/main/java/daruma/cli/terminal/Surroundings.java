package daruma.cli.terminal;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything outside that a run touches, so that a test can be all of it.
 *
 * @param directory where the caller is, absolute
 * @param user who calls
 * @param clock for ages
 * @param width of the terminal behind {@code out}, asked for only when a table is drawn; empty: no terminal
 * @param interrupts tells when the user wants out
 * @param daemonCommand starts a daemon and returns; empty: this installation has none
 */
public record Surroundings(
        Map<String, String> env,
        Path directory,
        String user,
        PrintStream out,
        PrintStream err,
        InputStream in,
        boolean outIsTerminal,
        boolean errIsTerminal,
        boolean inIsTerminal,
        Supplier<Optional<Integer>> width,
        InstantSource clock,
        Interrupts interrupts,
        Optional<String> daemonCommand) {

    /** Ctrl-C. */
    public interface Interrupts {
        /**
         * Has something done once when the user wants out; it takes the place of what was to be done before. Runs on
         * another thread. The program ends by itself afterwards.
         */
        void onInterrupt(Runnable action);

        /** Whether the user wanted out. */
        boolean interrupted();
    }
}
