package daruma.cli.command;

import daruma.cli.render.LogText;
import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.control.Answer;
import daruma.control.Exit;
import daruma.control.Fault;
import daruma.control.LogQuery;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.control.codec.ScriptJson;
import daruma.control.json.JsonText;
import daruma.model.LogLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Shows what apps wrote. On a terminal it goes on, as pm2's does, because somebody is watching; into a pipe or a file it
 * ends, because somebody is waiting. {@code -f} and {@code --no-stream} say it aloud.
 */
final class LogsCommand implements Command {
    private static final Option FOLLOW =
            Option.flag("Goes on with new lines; so it does on a terminal.", "--follow", "-f");
    private static final Option NO_STREAM =
            Option.flag("Ends after the lines that are there.", "--no-stream", "--nostream");
    private static final Option LINES = Option.valued("N", "How many of the last lines; default 15.", "--lines", "-n");
    private static final Option SINCE =
            Option.valued("TIME", "Not older: 10m, 2026-01-31T12:00:00Z, or \"2026-01-31 12:00\".", "--since");
    private static final Option UNTIL = Option.valued("TIME", "Not newer.", "--until");
    private static final Option GREP = Option.valued("REGEX", "Only lines in which this is found.", "--grep", "-g");
    private static final Option ERR = Option.flag("Only what went to stderr.", "--err");
    private static final Option OUT = Option.flag("Only what went to stdout.", "--out");
    private static final Option PRIORITY = Option.valued("STREAM", "err or out; the same, in journalctl's way.", "-p");
    private static final Option PREVIOUS = Option.flag("Of the run before the present one.", "--previous");
    private static final Option RAW = Option.flag("Only the lines themselves.", "--raw");

    @Override
    public Syntax syntax() {
        return Syntax.of("logs", "Shows what apps wrote, merged by time.")
                .operands("[APP...]", 0, 1_000)
                .example("daruma logs web", "the last lines; on a terminal it goes on, Ctrl-C ends it")
                .example("daruma logs web -n 100 --no-stream", "the last 100 lines")
                .example("daruma logs --since 10m -p err", "all errors of the last ten minutes")
                .example("daruma logs web --previous", "what the run before this one said")
                .example("daruma logs web --grep timeout -o json", "for scripts: one object a line")
                .group("Which lines", LINES, SINCE, UNTIL, GREP, ERR, OUT, PRIORITY, PREVIOUS)
                .group("How", FOLLOW, NO_STREAM, RAW, Options.OUTPUT)
                .later(Map.of(
                        "--timestamp", "times are always shown; --raw leaves them out",
                        "--format", "use -o json",
                        "--json", "use -o json",
                        "--highlight", "use --grep, or pipe it through grep --color",
                        "--tail", "use --lines"))
                .note("Into a pipe or a file it ends by itself; -f makes it go on.")
                .build();
    }

    @Override
    public int run(Run run) {
        var given = run.given();
        if (given.has(FOLLOW) && given.has(NO_STREAM)) {
            throw new Failure(Exit.USAGE, "-f and --no-stream contradict each other; give one of them");
        }
        var bounded = given.has(UNTIL) || given.has(PREVIOUS);
        var follow = given.has(FOLLOW)
                || (!given.has(NO_STREAM) && !bounded && run.outside().outIsTerminal());
        var query = query(run, follow);
        var printer = new Printer(run);
        try (var following = new Following(run, () -> detached(run, query))) {
            var outcome = following.<Answer.Lines>stream(
                    again -> new Request.Logs(again ? printer.rest(query) : query), printer::print);
            run.flush();
            return switch (outcome) {
                case Outcome.Ok<Answer.Lines> _ -> Exit.OK;
                case Outcome.Failed<Answer.Lines>(Fault.Cancelled _)
                when run.outside().interrupts().interrupted() -> Exit.INTERRUPTED;
                case Outcome.Failed<Answer.Lines>(var fault) -> throw Run.failure(fault);
            };
        }
    }

    private static void detached(Run run, LogQuery query) {
        run.flush();
        if (query.follow()) {
            var names = String.join(" ", query.selectors());
            run.warn("\ndetached; " + (names.isEmpty() ? "the apps are" : names + " is")
                    + " still running. Follow again: daruma logs" + (names.isEmpty() ? "" : " " + names));
        }
    }

    private static LogQuery query(Run run, boolean follow) {
        var given = run.given();
        var grep = given.value(GREP);
        grep.ifPresent(LogsCommand::checkRegex);
        return new LogQuery(
                given.operands(),
                run.number(LINES, 0, 1_000_000).orElse(given.has(SINCE) ? 1_000_000 : 15),
                moment(run, SINCE),
                moment(run, UNTIL),
                grep,
                streams(run),
                given.has(PREVIOUS),
                follow);
    }

    private static Optional<Instant> moment(Run run, Option option) {
        return run.given().value(option).map(text -> Moments.parse(option.name(), text, run.now()));
    }

    private static void checkRegex(String regex) {
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new Failure(
                    Exit.USAGE,
                    "--grep is not a regular expression: " + e.getDescription()
                            + ". Put a backslash before signs that are" + " meant as they stand");
        }
    }

    private static Set<LogLine.Stream> streams(Run run) {
        var given = run.given();
        var word = given.value(PRIORITY).orElse("");
        if (!List.of("", "err", "out", "error").contains(word)) {
            throw new Failure(Exit.USAGE, "-p is \"" + word + "\": use err or out");
        }
        var err = given.has(ERR) || word.startsWith("err");
        var out = given.has(OUT) || word.equals("out");
        if (err == out) {
            return Set.of();
        }
        // Daruma's own remarks tell how a run ended; they belong to what went wrong.
        return err ? Set.of(LogLine.Stream.ERR, LogLine.Stream.NOTE) : Set.of(LogLine.Stream.OUT);
    }

    /**
     * Prints what comes; labels of one answer are aligned with each other and with those before. What was printed last is
     * remembered, so that a daemon which takes the place of another is asked for the rest, and nothing is printed twice.
     */
    private static final class Printer {
        private final Run run;
        private final boolean raw;
        private int width;
        private Instant lastAt = Instant.MIN;
        private final List<LogLine> atLast = new ArrayList<>();
        private final List<LogLine> seen = new ArrayList<>();

        Printer(Run run) {
            this.run = run;
            this.raw = run.given().has(RAW);
        }

        /** What of {@code query} has not been printed yet. */
        LogQuery rest(LogQuery query) {
            seen.clear();
            seen.addAll(atLast);
            return lastAt.equals(Instant.MIN) ? query : query.since(lastAt);
        }

        void print(Answer.Lines lines) {
            var fresh =
                    lines.lines().stream().filter(line -> !seen.remove(line)).toList();
            fresh.forEach(this::remember);
            printFresh(new Answer.Lines(fresh, lines.dropped()));
        }

        private void remember(LogLine line) {
            if (line.time().isAfter(lastAt)) {
                lastAt = line.time();
                atLast.clear();
            }
            if (line.time().equals(lastAt)) {
                atLast.add(line);
            }
        }

        private void printFresh(Answer.Lines lines) {
            if (lines.dropped() > 0) {
                run.warn(lines.dropped() + " lines were skipped, because they came faster than they could be read");
            }
            for (var line : lines.lines()) {
                width = Math.max(width, LogText.label(line).length());
            }
            for (var line : lines.lines()) {
                if (run.forScripts()) {
                    run.print(JsonText.print(ScriptJson.line(line)));
                } else if (!raw) {
                    run.print(LogText.line(line, width, run.style()));
                } else if (line.stream() != LogLine.Stream.NOTE) {
                    run.print(line.message());
                }
            }
            run.flush();
        }
    }
}
