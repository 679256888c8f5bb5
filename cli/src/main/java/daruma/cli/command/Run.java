package daruma.cli.command;

import daruma.cli.daemon.DaemonLink;
import daruma.cli.render.AppRows;
import daruma.cli.render.Format;
import daruma.cli.render.Yaml;
import daruma.cli.syntax.Given;
import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.terminal.Column;
import daruma.cli.terminal.Failure;
import daruma.cli.terminal.Style;
import daruma.cli.terminal.Surroundings;
import daruma.cli.terminal.Table;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.control.codec.ScriptJson;
import daruma.control.home.HomePaths;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.model.AppStatus;
import daruma.model.Durations;
import daruma.model.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One run of one command: what was typed, what is around it, and the ways to speak. */
final class Run {
    /** For questions that a living daemon answers at once; one that is not there at all is given up before that. */
    static final Duration ANSWER = Duration.ofSeconds(30);

    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final String PATIENCE = "DARUMA_PATIENCE";

    private final Surroundings outside;
    private final Given given;
    private final Style outStyle;
    private final Style errStyle;
    private final Format format;
    private final String version;

    Run(Surroundings outside, Given given, String version) {
        this.outside = outside;
        this.given = given;
        this.version = version;
        var color = given.has(Options.NO_COLOR) ? Optional.of("never") : given.value(Options.COLOR);
        if (color.isPresent() && !List.of("auto", "always", "never").contains(color.get())) {
            throw new Failure(Exit.USAGE, "--color is \"" + color.get() + "\": use auto, always or never");
        }
        var ascii = given.has(Options.ASCII);
        this.outStyle = Style.of(color, ascii, outside.outIsTerminal(), outside.env());
        this.errStyle = Style.of(color, ascii, outside.errIsTerminal(), outside.env());
        this.format = given.typed(Options.QUIET)
                ? new Format.Names()
                : given.value(Options.OUTPUT).map(Format::parse).orElse(new Format.Table(false));
    }

    Surroundings outside() {
        return outside;
    }

    Given given() {
        return given;
    }

    Format format() {
        return format;
    }

    Style style() {
        return outStyle;
    }

    Style talkStyle() {
        return errStyle;
    }

    String version() {
        return version;
    }

    Instant now() {
        return outside.clock().instant();
    }

    /** Data. */
    void print(String line) {
        outside.out().print(line);
        outside.out().print('\n');
    }

    /** Talk; not when silent. */
    void say(String line) {
        if (!given.has(Options.SILENT)) {
            warn(line);
        }
    }

    /** Talk that is never silent. */
    void warn(String line) {
        outside.err().print(line);
        outside.err().print('\n');
        outside.err().flush(); // at once: after Ctrl-C nobody comes by to do it
    }

    /**
     * Sends data on its way.
     *
     * @throws Failure without words if nobody reads any more, as behind head(1)
     */
    void flush() {
        if (outside.out().checkError()) {
            throw new Failure(Exit.FAILED, "");
        }
    }

    boolean isTable() {
        return format instanceof Format.Table || format instanceof Format.Columns;
    }

    /** Columns of the terminal; 0: no limit. */
    int width() {
        return outside.outIsTerminal() ? outside.width().get().orElse(80) : 0;
    }

    DaemonLink link() {
        return link(outside.env());
    }

    /** The way to the daemon of the home that another environment means. */
    DaemonLink link(Map<String, String> env) {
        var userHome = env.getOrDefault("HOME", "");
        try {
            var home = HomePaths.of(
                    env,
                    Path.of(userHome.startsWith("/") ? userHome : System.getProperty("user.home", "/")),
                    Files::isDirectory);
            home.requireSocketFits();
            return new DaemonLink(home, version, outside, silence());
        } catch (Refused e) {
            throw new Failure(Exit.BAD_CONFIGURATION, String.valueOf(e.getMessage()));
        }
    }

    /** How long a daemon that says nothing is waited for; {@code DARUMA_PATIENCE}. */
    Duration silence() {
        var text = outside.env().getOrDefault(PATIENCE, "");
        if (text.isEmpty()) {
            return SILENCE;
        }
        try {
            var given = Durations.parse(text);
            if (given.isPositive()) {
                return given;
            }
            throw new Failure(Exit.USAGE, PATIENCE + " is " + text + ": use more than nothing, such as 10s");
        } catch (Refused e) {
            throw new Failure(Exit.USAGE, PATIENCE + ": " + e.getMessage());
        }
    }

    /** A connection to the daemon that is there; without one, the command ends. */
    ControlClient daemon() {
        var link = link();
        var reached = link.reach();
        if (reached instanceof Outcome.Ok<ControlClient>(var client)) {
            return watched(client);
        }
        throw absent(link, ((Outcome.Failed<ControlClient>) reached).fault());
    }

    /** A connection to the daemon, which is started if there is none. */
    ControlClient daemonStarted() {
        return watched(link().reachOrStart(what -> say(errStyle.paint(Style.Tone.DIM, what))));
    }

    private ControlClient watched(ControlClient client) {
        outside.interrupts().onInterrupt(client::close);
        return client;
    }

    Failure absent(DaemonLink link, Fault fault) {
        if (fault instanceof Fault.DaemonAbsent || fault instanceof Fault.SocketStale) {
            return new Failure(
                    Exit.UNREACHABLE,
                    link.everUsed()
                            ? "the daemon is not running; apps that it started may still be. Bring it back with: daruma"
                                    + " resurrect"
                            : "no daemon is running, and nothing was ever started here ("
                                    + link.home().state() + "). Start an app: daruma start app.js");
        }
        return failure(fault);
    }

    static Failure failure(Fault fault) {
        return new Failure(fault.exitCode(), fault.sentence());
    }

    /** The one answer of a request that is answered at once. */
    <R extends Answer> R ask(ControlClient client, Request<R> request) {
        return value(client.call(request, ANSWER));
    }

    static <R> R value(Outcome<R> outcome) {
        if (outcome instanceof Outcome.Ok<R>(var value)) {
            return value;
        }
        throw failure(((Outcome.Failed<R>) outcome).fault());
    }

    /** {@code --timeout}. */
    Optional<Duration> timeout() {
        return duration(Options.TIMEOUT, false);
    }

    Optional<Duration> duration(Option option, boolean millisByDefault) {
        return given.value(option).map(text -> {
            try {
                return millisByDefault ? Durations.parseMillisByDefault(text) : Durations.parse(text);
            } catch (Refused e) {
                throw new Failure(Exit.USAGE, option.name() + ": " + e.getMessage());
            }
        });
    }

    Optional<Integer> number(Option option, int least, int most) {
        return given.value(option).map(text -> {
            try {
                var number = Integer.parseInt(text.strip());
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException _) {
                // said below
            }
            throw new Failure(
                    Exit.USAGE,
                    option.name() + " is \"" + text + "\": use a whole number from " + least + " to " + most);
        });
    }

    /** Apps in the format that was asked for. */
    void printApps(List<AppStatus> apps, List<Column<AppStatus>> columns) {
        if (format instanceof Format.Table(var wide)) {
            printTable(columns, apps, wide); // first and without a switch: "daruma ls" is to be quick
            return;
        }
        switch (format) {
            case Format.JsonFormat() -> print(JsonText.print(ScriptJson.apps(apps)));
            case Format.YamlFormat() -> outside.out().print(Yaml.print(ScriptJson.apps(apps)));
            case Format.Names() -> apps.forEach(app -> print(app.name().value()));
            case Format.Table(var wide) -> printTable(columns, apps, wide);
            case Format.Columns(var titles) -> printTable(chosen(columns, titles), apps, true);
        }
    }

    /**
     * Rows of anything, for people.
     *
     * @param number what stands for a row with {@code -o name}
     */
    <T> void printRows(List<T> rows, List<Column<T>> columns, Function<T, Long> number) {
        switch (format) {
            case Format.Table(var wide) -> printTable(columns, rows, wide);
            case Format.Columns(var titles) -> printTable(chosen(columns, titles), rows, true);
            case Format.Names() -> rows.forEach(row -> print(Long.toString(number.apply(row))));
            case Format.JsonFormat(), Format.YamlFormat() -> throw new IllegalStateException("a table for scripts");
        }
    }

    void printApps(List<AppStatus> apps) {
        printApps(apps, AppRows.columns(now()));
    }

    /** Any value, for the formats of scripts. */
    void printJson(Json value) {
        if (format instanceof Format.YamlFormat) {
            outside.out().print(Yaml.print(value));
        } else {
            print(JsonText.print(value));
        }
    }

    boolean forScripts() {
        return format instanceof Format.JsonFormat || format instanceof Format.YamlFormat;
    }

    <T> void printTable(List<Column<T>> columns, List<T> rows, boolean wide) {
        var shown = new ArrayList<Column<T>>();
        for (var column : columns) {
            if (wide || !column.wide()) {
                shown.add(column);
            }
        }
        for (var line : Table.lines(shown, rows, wide ? 0 : width(), outStyle)) {
            print(line);
        }
    }

    private static <T> List<Column<T>> chosen(List<Column<T>> columns, List<String> titles) {
        var chosen = new ArrayList<Column<T>>();
        for (var title : titles) {
            var found = columns.stream().filter(c -> c.title().equals(title)).findFirst();
            if (found.isEmpty()) {
                var known = columns.stream()
                        .map(Column::title)
                        .filter(t -> !t.isEmpty())
                        .toList();
                throw new Failure(
                        Exit.USAGE,
                        "there is no column " + title + daruma.manifest.text.DidYouMean.hint(title, known)
                                + "; there are " + String.join(", ", known));
            }
            chosen.add(found.get());
        }
        return chosen;
    }
}
