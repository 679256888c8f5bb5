package daruma.cli;

import daruma.cli.command.Commands;
import daruma.cli.terminal.Surroundings;
import daruma.cli.terminal.TerminalWidth;
import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The program {@code daruma}. */
public final class Main {
    private static final String CALLER_LC_ALL = "DARUMA_CALLER_LC_ALL";

    private Main() {}

    /** Runs one command and ends the process with its exit status. */
    public static void main(String[] args) {
        nameTheSelectorProvider();
        var out = stream(FileDescriptor.out);
        var err = stream(FileDescriptor.err);
        var interrupts = new CtrlC();
        var code = run(List.of(args), real(out, err, interrupts));
        interrupts.finished();
        if (out.checkError()) {
            code = code == 0 ? 1 : code; // the reader went away, as head(1) does
        }
        // Nothing is left to be done: halting spares the wait for hooks and threads.
        Runtime.getRuntime().halt(code);
    }

    /**
     * Opening the first socket, Java looks through every jar for another provider of selectors; saying which one spares a
     * sixth of the time of {@code daruma ls}. It is the one that it would find.
     */
    private static void nameTheSelectorProvider() {
        var property = "java.nio.channels.spi.SelectorProvider";
        var provider = "sun.nio.ch.EPollSelectorProvider";
        try {
            if (System.getProperty(property) == null) {
                Class.forName(provider, false, null);
                System.setProperty(property, provider);
            }
        } catch (ClassNotFoundException _) {
            return; // not Linux: then Java looks for itself
        }
    }

    /**
     * Runs one command.
     *
     * @return the exit status
     */
    public static int run(List<String> args, Surroundings outside) {
        return Commands.run(args, outside, version());
    }

    private static Surroundings real(PrintStream out, PrintStream err, CtrlC interrupts) {
        var env = ofTheCaller(System.getenv());
        return new Surroundings(
                env,
                Path.of("").toAbsolutePath(),
                System.getProperty("user.name", ""),
                out,
                err,
                System.in,
                isTerminal(1),
                isTerminal(2),
                isTerminal(0),
                () -> TerminalWidth.of(env),
                InstantSource.system(),
                interrupts,
                Optional.ofNullable(System.getProperty("daruma.daemon.command")));
    }

    /** Without what our launcher changed for this JVM alone: apps are to get the locale of their caller, not ours. */
    static Map<String, String> ofTheCaller(Map<String, String> env) {
        var told = env.get(CALLER_LC_ALL);
        if (told == null) {
            return env;
        }
        var restored = new HashMap<>(env);
        restored.remove(CALLER_LC_ALL);
        if (told.startsWith("=")) {
            restored.put("LC_ALL", told.substring(1));
        } else {
            restored.remove("LC_ALL");
        }
        return restored;
    }

    /** Each of the three may be redirected by itself; Java's own console only answers for stdin and stdout together. */
    private static boolean isTerminal(int descriptor) {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException _) {
            return Optional.ofNullable(System.console())
                    .map(Console::isTerminal)
                    .orElse(false); // a system without /proc
        }
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 8_192), false, StandardCharsets.UTF_8);
    }

    /** As the build wrote it into the jar. */
    private static String version() {
        var version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
