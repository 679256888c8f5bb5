package daruma.cli.command;

import daruma.cli.syntax.HelpText;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Parser;
import daruma.cli.syntax.UsageError;
import daruma.cli.terminal.Failure;
import daruma.cli.terminal.Style;
import daruma.cli.terminal.Surroundings;
import daruma.control.Exit;
import daruma.manifest.text.DidYouMean;
import daruma.model.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of all commands, and the way from what was typed to one of them. */
public final class Commands {
    /**
     * A command before its class is loaded.
     *
     * @param names the first one is its own
     */
    public record Entry(List<String> names, String group, String says) {
        public String name() {
            return names.getFirst();
        }
    }

    private static final String RUN = "Run apps";
    private static final String SEE = "See what is going on";
    private static final String KEEP = "Keep the set of apps, and the daemon";
    private static final String ABOUT = "About Daruma";

    public static final List<Entry> ALL = List.of(
            entry(RUN, "Starts a script, a binary, a folder, a daruma.yaml, or a stopped app.", "start"),
            entry(RUN, "Stops apps and keeps their declaration.", "stop"),
            entry(RUN, "Stops and starts apps.", "restart"),
            entry(RUN, "Replaces instances one after the other, without a gap.", "reload", "gracefulReload"),
            entry(RUN, "Changes how many instances an app has.", "scale"),
            entry(RUN, "Changes an app while it is up.", "update"),
            entry(RUN, "Makes the apps of a file as it says.", "apply"),
            entry(RUN, "Looks at how instances are replaced, stops it, goes back.", "rollout"),
            entry(RUN, "The same in the words of Docker Swarm.", "service"),
            entry(RUN, "Stops apps and forgets them.", "delete", "del", "rm"),
            entry(RUN, "Sets restart counts to zero.", "reset"),
            entry(SEE, "Lists apps.", "ls", "list", "l", "ps", "status"),
            entry(SEE, "Tells everything about one app.", "describe", "desc", "show"),
            entry(SEE, "Shows what apps wrote.", "logs", "log"),
            entry(SEE, "Tells why an app is as it is.", "why"),
            entry(SEE, "Shows what happened.", "events"),
            entry(SEE, "Lists failures, and shows what was gathered of one.", "incidents", "incident"),
            entry(SEE, "Shows what would happen if a program died again and again.", "simulate"),
            entry(SEE, "Shows the environment of an app.", "env"),
            entry(SEE, "Prints process ids.", "pid"),
            entry(SEE, "Lets an app fall on purpose, to see it get up again.", "drill"),
            entry(KEEP, "Remembers the present set of apps.", "save", "dump"),
            entry(KEEP, "Brings back the remembered set of apps.", "resurrect"),
            entry(KEEP, "Stops all apps and the daemon.", "kill"),
            entry(KEEP, "Asks whether the daemon is there.", "ping"),
            entry(KEEP, "Starts the daemon and its apps at boot.", "startup"),
            entry(KEEP, "Ends starting at boot.", "unstartup"),
            entry(KEEP, "Prints a configuration for HAProxy, nginx or Caddy.", "export"),
            entry(ABOUT, "Tells versions and paths.", "info"),
            entry(ABOUT, "Collects what a bug report needs.", "report"),
            entry(ABOUT, "Prints a script for your shell.", "completion"),
            entry(ABOUT, "Prints the version.", "version"),
            entry(ABOUT, "Shows help on a command.", "help"));

    /** Those of two words; the first word stands in {@link #ALL}. */
    public static final List<Entry> OF_TWO_WORDS = List.of(
            entry(RUN, "Tells how far a rollout has come.", "rollout status"),
            entry(RUN, "Shows what an app ran.", "rollout history"),
            entry(RUN, "Brings an earlier release back.", "rollout undo"),
            entry(RUN, "Lets a rollout stand still.", "rollout pause"),
            entry(RUN, "Lets it go on.", "rollout resume"),
            entry(RUN, "Replaces every instance, as reload does.", "rollout restart"),
            entry(RUN, "Declares an app and runs it.", "service create"),
            entry(RUN, "Lists apps.", "service ls", "service list"),
            entry(RUN, "Lists the instances of an app.", "service ps"),
            entry(RUN, "Changes how many there are.", "service scale"),
            entry(RUN, "Changes an app while it is up.", "service update"),
            entry(RUN, "Stops apps and forgets them.", "service rm", "service remove"));

    private Commands() {}

    private static Entry entry(String group, String says, String... names) {
        return new Entry(List.of(names), group, says);
    }

    private static Command create(String name) {
        return switch (name) {
            case "start" -> new StartCommand();
            case "stop" -> new StopCommand();
            case "restart" -> new RestartCommand();
            case "reload" -> new ReloadCommand();
            case "scale" -> new ScaleCommand();
            case "update" -> new UpdateCommand();
            case "apply" -> new ApplyCommand();
            case "rollout", "service" -> new Family(name, membersOf(name));
            case "delete" -> new DeleteCommand();
            case "reset" -> new ResetCommand();
            case "ls" -> new ListCommand(false);
            case "status" -> new ListCommand(true);
            case "describe" -> new DescribeCommand();
            case "logs" -> new LogsCommand();
            case "why" -> new WhyCommand();
            case "events" -> new EventsCommand();
            case "incidents" -> new IncidentsCommand();
            case "simulate" -> new SimulateCommand();
            case "env" -> new EnvCommand();
            case "pid" -> new PidCommand();
            case "drill" -> new DrillCommand();
            case "save" -> new SaveCommand();
            case "resurrect" -> new ResurrectCommand();
            case "kill" -> new KillCommand();
            case "ping" -> new PingCommand();
            case "startup" -> new StartupCommand();
            case "unstartup" -> new UnstartupCommand();
            case "export" -> new ExportCommand();
            case "info" -> new InfoCommand();
            case "report" -> new ReportCommand();
            case "completion" -> new CompletionCommand();
            case "version" -> new VersionCommand();
            default -> ofTwoWords(name);
        };
    }

    private static Command ofTwoWords(String name) {
        var blank = name.indexOf(' ');
        return switch (blank < 0 ? "" : name.substring(0, blank)) {
            case "rollout" -> new RolloutCommand(name.substring(blank + 1));
            case "service" -> new ServiceCommand(name.substring(blank + 1));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static List<Entry> membersOf(String word) {
        return OF_TWO_WORDS.stream()
                .filter(entry -> entry.name().startsWith(word + " "))
                .toList();
    }

    /** The command of which the first two of these are the name. */
    private static Optional<Entry> ofTwoWords(List<String> words) {
        return words.size() < 2
                ? Optional.empty()
                : OF_TWO_WORDS.stream()
                        .filter(entry -> entry.names().contains(words.get(0) + " " + words.get(1)))
                        .findFirst();
    }

    /** Runs what was typed; the answer is the exit status. */
    public static int run(List<String> words, Surroundings outside, String version) {
        try {
            return dispatch(words, outside, version);
        } catch (UsageError e) {
            error(outside, String.valueOf(e.getMessage()));
            return Exit.USAGE;
        } catch (Failure e) {
            error(outside, String.valueOf(e.getMessage()));
            return e.exitCode();
        } catch (Refused e) {
            error(outside, String.valueOf(e.getMessage()));
            return Exit.BAD_CONFIGURATION;
        } finally {
            outside.out().flush();
            outside.err().flush();
        }
    }

    private static int dispatch(List<String> words, Surroundings outside, String version) {
        if (words.isEmpty()) {
            outside.out()
                    .print(HelpText.overview(ALL.stream()
                            .map(e -> new HelpText.Line(e.group(), e.name(), e.says()))
                            .toList()));
            return Exit.OK;
        }
        var first = words.getFirst();
        return switch (first) {
            case "--version", "-v", "-V" -> {
                outside.out().print(version + "\n");
                yield Exit.OK;
            }
            case "--help", "-h" -> dispatch(List.of(), outside, version);
            case "help" -> help(words, outside, version);
            case "__rehearse" ->
                Rehearsal.run(outside, version, words.stream().skip(1).findFirst());
            case "__man" -> ManPages.write(words.subList(1, words.size()), outside, version);
            case "__complete" -> CompletionCommand.complete(words.subList(1, words.size()), outside, version);
            default -> {
                var two = ofTwoWords(words);
                var command = create(
                        two.isPresent()
                                ? two.get().name()
                                : first.equals("status") ? first : find(first).name());
                var syntax = command.syntax();
                var given = Parser.parse(syntax, words.subList(two.isPresent() ? 2 : 1, words.size()), outside.env());
                if (given.has(Options.HELP)) {
                    outside.out().print(HelpText.of(syntax));
                    yield Exit.OK;
                }
                yield command.run(new Run(outside, given, version));
            }
        };
    }

    private static int help(List<String> words, Surroundings outside, String version) {
        if (words.size() == 1 || words.get(1).startsWith("-")) {
            return dispatch(List.of(), outside, version);
        }
        var topic = words.get(1);
        if (topic.equals("help")) {
            return dispatch(List.of(), outside, version);
        }
        if (topic.equals("exit-codes") || topic.equals("environment") || topic.equals("selectors")) {
            outside.out().print(HelpText.topic(topic));
            return Exit.OK;
        }
        var two = ofTwoWords(words.subList(1, words.size()));
        outside.out()
                .print(HelpText.of(
                        create(two.orElseGet(() -> find(topic)).name()).syntax()));
        return Exit.OK;
    }

    private static Entry find(String word) {
        for (var entry : ALL) {
            if (entry.names().contains(word)) {
                return entry;
            }
        }
        if (word.startsWith("-")) {
            throw new UsageError("the command comes first: daruma COMMAND " + word + " …; see: daruma --help");
        }
        var later = LaterCommands.advice(word);
        if (later.isPresent()) {
            throw new UsageError("\"" + word + "\" is not supported yet; " + later.get());
        }
        var known = new ArrayList<String>();
        ALL.forEach(entry -> known.addAll(entry.names()));
        var hint = DidYouMean.hint(word, known);
        throw new UsageError("unknown command \"" + word + "\"" + (hint.isEmpty() ? "; see: daruma --help" : hint));
    }

    static Optional<Entry> entry(String name) {
        return ALL.stream().filter(entry -> entry.names().contains(name)).findFirst();
    }

    /** The syntax of a command, for help, completion and tests. */
    public static daruma.cli.syntax.Syntax syntaxOf(String name) {
        return create(name).syntax();
    }

    private static void error(Surroundings outside, String message) {
        if (message.isEmpty()) {
            return;
        }
        var style = Style.of(
                Optional.ofNullable(outside.env().get("DARUMA_COLOR")), true, outside.errIsTerminal(), outside.env());
        outside.out().flush();
        outside.err().print(style.paint(Style.Tone.BAD, "error:") + " " + message + "\n");
    }
}
