package daruma.incidents.gather;

import daruma.logs.LogItem;
import daruma.logs.LogQuery;
import daruma.logs.LogStore;
import daruma.model.Incarnation;
import daruma.model.LogLine;
import daruma.process.proc.ProcFs;
import daruma.process.proc.Stat;
import daruma.supervisor.health.Ailment;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The stacks of all goroutines of a Go program. Its runtime writes them to the standard error at SIGQUIT, and ends the program: it
 * is asked last, and only of a program that does not do its work.
 *
 * @see <a href="https://pkg.go.dev/os/signal#hdr-Default_behavior_of_signals_in_Go_programs">Default behavior of signals</a>
 */
record GoStacks(ProcFiles proc, ProcFs procFs, Signals signals, LogStore logs) {
    private static final int SIGQUIT = 3;
    private static final int MOST_LINES = 5_000;
    /** The tables by which Go's runtime finds its way are there even where names and numbers of the build were taken off. */
    private static final Set<String> SECTIONS =
            Set.of(".go.buildinfo", ".note.go.buildid", ".go.module", ".gopclntab", ".data.rel.ro.gopclntab");
    /** From the signal to the last line in the log. */
    static final Duration PATIENCE = Duration.ofMillis(600);

    private static final int LOOKS = 24;

    /** Whether there is nothing to be lost if it ends a moment earlier; one that uses too much may still be serving. */
    static boolean worthIt(Ailment ailment) {
        return switch (ailment) {
            case START_OVERDUE, STARTUP_FAILED, LIVENESS_FAILED, HUNG, WATCHDOG_MISSED -> true;
            case MEMORY_LIMIT, TASK_LIMIT, MAX_AGE, SCHEDULED -> false;
        };
    }

    /** Whether it is known to be a program of Go; any other would end without a word. */
    boolean canAsk(Stat process) {
        try {
            return proc.catches(process.pid(), SIGQUIT)
                    && ElfSections.any(proc.of(process.pid()).resolve("exe"), SECTIONS);
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Asks, and waits until it has ended and nothing more comes.
     *
     * @throws IOException if it wrote no stacks
     */
    String of(List<Stat> processes, Incarnation incarnation, Instant asked) throws IOException, InterruptedException {
        for (var process : processes) {
            signals.send(process.pid(), process.startTicks(), SIGQUIT);
        }
        var dump = List.<String>of();
        boolean complete = false;
        for (int look = 0; look < LOOKS && !complete; look++) {
            TimeUnit.MILLISECONDS.sleep(PATIENCE.toMillis() / LOOKS);
            boolean ended = processes.stream().noneMatch(this::lives);
            var now = dump(incarnation, asked);
            complete = ended && !now.isEmpty() && now.equals(dump);
            dump = now;
        }
        if (dump.isEmpty()) {
            throw new IOException("no stacks in its log; it may have another use for SIGQUIT");
        }
        return String.join("\n", dump) + "\n";
    }

    private boolean lives(Stat process) {
        return procFs.stat(process.pid())
                .filter(it -> it.alive() && it.startTicks() == process.startTicks())
                .isPresent();
    }

    /** From the line with which the runtime begins. */
    private List<String> dump(Incarnation incarnation, Instant since) {
        var query = new LogQuery(
                List.of(incarnation.instance().app()),
                OptionalInt.of(incarnation.instance().slot()),
                Set.of(LogLine.Stream.ERR),
                OptionalInt.of(MOST_LINES),
                Optional.of(since),
                Optional.empty(),
                Optional.empty(),
                false,
                false);
        var lines = new ArrayList<String>();
        try (var reader = logs.query(query)) {
            for (var item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof LogItem.Line(var line, boolean _)
                        && line.incarnation() == incarnation.number()
                        && (!lines.isEmpty() || line.message().startsWith("SIGQUIT: quit"))) {
                    lines.add(line.message());
                }
            }
        }
        return lines;
    }
}
