package daruma.cli.command;

import daruma.cli.render.HistoryJson;
import daruma.cli.render.RolloutText;
import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.cli.terminal.LiveLines;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Request;
import daruma.model.AppStatus;
import daruma.model.Rollout;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Has a say in how instances are being replaced, and looks at it: {@code rollout status}, {@code undo}, and so on. */
final class RolloutCommand implements Command {
    private static final Option TO =
            Option.valued("N", "The release that comes back; default: the one before.", "--to", "--to-revision");
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final String step;

    RolloutCommand(String step) {
        this.step = step;
    }

    @Override
    public Syntax syntax() {
        return switch (step) {
            case "status" ->
                Syntax.of("rollout status", "Tells how far a rollout has come, and waits until it is over.")
                        .operands("APP", 1, 1)
                        .example("daruma rollout status web", "status 1 if it failed or was rolled back")
                        .example("daruma rollout status web --no-wait", "how it is now")
                        .group("Result", Options.NO_WAIT, Options.TIMEOUT)
                        .build();
            case "history" ->
                Syntax.of("rollout history", "Shows what an app ran: its releases, and in what each differs.")
                        .operands("APP", 1, 1)
                        .example("daruma rollout history web", "the one with * is what runs")
                        .group("What is shown", Options.OUTPUT, Options.QUIET)
                        .note("Values of secrets are masked. The digest is that of the script, jar or binary alone.")
                        .build();
            case "undo" ->
                changing("rollout undo", "Brings an earlier release back, one instance after the other.")
                        .example("daruma rollout undo web", "the release before; in the middle of an update, out of it")
                        .example("daruma rollout undo web --to 2", "the one that history calls r2")
                        .group("What comes back", TO)
                        .group("Result", Options.NO_WAIT, Options.TIMEOUT, Options.OUTPUT, Options.QUIET)
                        .note("The number of instances stays. Files are not brought back, only what was declared.")
                        .build();
            case "pause" ->
                changing("rollout pause", "Lets a rollout stand still; nothing more is replaced.")
                        .example("daruma rollout pause web", "go on with: daruma rollout resume web")
                        .group("Result", Options.OUTPUT, Options.QUIET)
                        .build();
            case "resume" ->
                changing("rollout resume", "Lets a rollout go on that stands still; one that failed is tried again.")
                        .example("daruma rollout resume web", "and waits until it is over")
                        .group("Result", Options.NO_WAIT, Options.TIMEOUT, Options.OUTPUT, Options.QUIET)
                        .build();
            case "restart" ->
                changing("rollout restart", "The same as daruma reload.")
                        .example("daruma rollout restart web", "each instance is replaced, one after the other")
                        .group("Result", Options.NO_WAIT, Options.TIMEOUT, Options.OUTPUT, Options.QUIET)
                        .build();
            default -> throw new IllegalArgumentException(step);
        };
    }

    private static Syntax.Builder changing(String command, String summary) {
        return Syntax.of(command, summary).operands("APP...", 1, 1_000);
    }

    @Override
    public int run(Run run) {
        try (var client = run.daemon()) {
            return switch (step) {
                case "status" -> status(run, client);
                case "history" -> history(run, client);
                case "undo" -> change(run, client, Request.Rollout.Step.UNDO, Action.Aim.ROLLED_BACK);
                case "pause" -> change(run, client, Request.Rollout.Step.PAUSE, Action.Aim.PAUSED);
                case "resume" -> change(run, client, Request.Rollout.Step.RESUME, Action.Aim.UPDATED);
                default -> change(run, client, Request.Rollout.Step.RESTART, Action.Aim.RELOADED);
            };
        }
    }

    private static int change(Run run, ControlClient client, Request.Rollout.Step asked, Action.Aim aim) {
        var waits = !run.given().has(Options.NO_WAIT);
        var to = run.given()
                .value(TO)
                .map(text -> release(text))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
        return new Action(run, aim, waits)
                .perform(client, new Request.Rollout(run.given().operands(), asked, to, waits));
    }

    private static int release(String text) {
        var digits = text.startsWith("r") ? text.substring(1) : text;
        if (!digits.matches("[0-9]{1,9}")) {
            throw new Failure(
                    Exit.USAGE,
                    "--to is \"" + text
                            + "\": use the number of a release, such as 2; see: daruma rollout history APP");
        }
        return Integer.parseInt(digits);
    }

    private static int history(Run run, ControlClient client) {
        var app = new KnownApps(run, client, "app").one(run.given().operands().getFirst());
        Answer.History history = run.ask(client, new Request.Releases(app.name().value()));
        if (run.forScripts()) {
            run.printJson(HistoryJson.of(history));
        } else {
            run.printRows(history.releases(), RolloutText.columns(run.now()), entry ->
                    (long) entry.note().number());
        }
        return Exit.OK;
    }

    private static int status(Run run, ControlClient client) {
        var known = new KnownApps(run, client, "app");
        var selector = run.given().operands().getFirst();
        var live = new LiveLines(
                run.outside().err(),
                run.outside().errIsTerminal() && run.talkStyle().colored());
        run.outside().interrupts().onInterrupt(() -> {
            live.clear();
            run.warn("the rollout goes on in the daemon");
            client.close();
        });
        var until = run.timeout().map(limit -> run.now().plus(limit));
        Optional<String> trouble = Optional.empty();
        while (true) {
            var app = known.one(selector);
            var rollout = app.rollout();
            if (rollout.isEmpty()) {
                live.clear();
                return over(run, app, trouble);
            }
            var line = app.name() + "  " + RolloutText.of(rollout.get());
            if (rollout.get().kind() == Rollout.Kind.ROLLBACK) {
                trouble = rollout.get().failure();
            }
            if (rollout.get().paused() || run.given().has(Options.NO_WAIT)) {
                live.clear();
                run.print(line);
                return rollout.get().failure().isPresent() ? Exit.FAILED : Exit.OK;
            }
            live.set(app.name().value(), "  " + line);
            if (until.isPresent() && !run.now().isBefore(until.get())) {
                live.clear();
                throw new Failure(Exit.TIMEOUT, "not over yet: " + line);
            }
            rest();
        }
    }

    private static int over(Run run, AppStatus app, Optional<String> trouble) {
        run.print(app.name() + "  "
                + trouble.map(why -> "rolled back to " + app.release() + ": " + why)
                        .orElse("nothing is being replaced; it runs " + app.release() + ", " + app.ready() + " of "
                                + app.desired().present().size() + " ready"));
        return trouble.isPresent() ? Exit.FAILED : Exit.OK;
    }

    private static void rest() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure(Exit.INTERRUPTED, "interrupted; the rollout goes on in the daemon");
        }
    }
}
