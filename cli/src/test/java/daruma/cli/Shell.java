package daruma.cli;

import daruma.cli.terminal.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody at a shell: types a command and sees what comes back. The time is noon of the first day of 2026. */
final class Shell {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Map<String, String> env = new HashMap<>();
    private final Path directory;
    private boolean outIsTerminal;
    private boolean errIsTerminal;
    private boolean inIsTerminal;
    private int width = 80;
    private String input = "";
    private String user = "root";
    private Optional<String> daemonCommand = Optional.empty();
    private InstantSource clock = InstantSource.fixed(NOON);
    private final FakeInterrupts interrupts = new FakeInterrupts();

    Shell(Path directory, Path home) {
        this.directory = directory;
        env.put("DARUMA_HOME", home.toString());
        env.put("HOME", directory.toString());
        env.put("PATH", System.getenv("PATH"));
        env.put("LANG", "C.UTF-8");
    }

    /** What a command left behind. */
    record Result(int exit, String out, String err) {}

    Shell env(String name, String value) {
        env.put(name, value);
        return this;
    }

    Shell onTerminal(int columns) {
        outIsTerminal = true;
        errIsTerminal = true;
        inIsTerminal = true;
        width = columns;
        return this;
    }

    Shell typing(String text) {
        input = text;
        return this;
    }

    Shell user(String name) {
        user = name;
        return this;
    }

    Shell daemonCommand(String command) {
        daemonCommand = Optional.of(command);
        return this;
    }

    /** For what waits: at a noon that stands still, no time runs out. */
    Shell withRunningClock() {
        clock = InstantSource.system();
        return this;
    }

    FakeInterrupts interrupts() {
        return interrupts;
    }

    Result run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var exit = run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                args);
        return new Result(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    int run(PrintStream out, PrintStream err, String... args) {
        return Main.run(
                List.of(args),
                new Surroundings(
                        env,
                        directory,
                        user,
                        out,
                        err,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        outIsTerminal,
                        errIsTerminal,
                        inIsTerminal,
                        () -> Optional.of(width),
                        clock,
                        interrupts,
                        daemonCommand));
    }

    /** Ctrl-C that a test presses. */
    static final class FakeInterrupts implements Surroundings.Interrupts {
        private Runnable action = () -> {};
        private boolean interrupted;

        @Override
        public synchronized void onInterrupt(Runnable newAction) {
            action = newAction;
        }

        @Override
        public synchronized boolean interrupted() {
            return interrupted;
        }

        void press() {
            Runnable now;
            synchronized (this) {
                interrupted = true;
                now = action;
            }
            now.run();
        }
    }
}
