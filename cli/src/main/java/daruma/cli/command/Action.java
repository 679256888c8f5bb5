package daruma.cli.command;

import daruma.cli.render.AppRows;
import daruma.cli.render.LogText;
import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.terminal.Ages;
import daruma.cli.terminal.Failure;
import daruma.cli.terminal.LiveLines;
import daruma.cli.terminal.Style;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.model.AppStatus;
import daruma.model.StatusWord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A long action: a live line per instance, one line with the result and the time per app, then the rows that changed. */
final class Action {
    /** What an action strives for, for the words of its result. */
    enum Aim {
        UP("ready"),
        SCALED("scaled"),
        RELOADED("reloaded"),
        UPDATED("updated"),
        ROLLED_BACK("back"),
        PAUSED("paused"),
        STOPPED("stopped"),
        GONE("deleted"),
        RESET("reset");

        private final String done;

        Aim(String done) {
            this.done = done;
        }

        /** Whether instances are up at its end. */
        private boolean isUp() {
            return switch (this) {
                case UP, SCALED, RELOADED, UPDATED, ROLLED_BACK -> true;
                case PAUSED, STOPPED, GONE, RESET -> false;
            };
        }
    }

    static final Option[] OPTIONS = {
        Options.NO_WAIT, Options.TIMEOUT, Options.OUTPUT, Options.QUIET,
    };

    private final Run run;
    private final Aim aim;
    private final boolean waits;

    Action(Run run, Aim aim, boolean waits) {
        this.run = run;
        this.aim = aim;
        this.waits = waits;
    }

    /** Asks, shows, and tells how it went; the answer is the exit status. */
    int perform(ControlClient client, Request<Answer.Step> request) {
        var began = run.now();
        var live = new LiveLines(
                run.outside().err(),
                run.outside().errIsTerminal() && run.talkStyle().colored());
        run.outside().interrupts().onInterrupt(() -> {
            live.clear();
            run.warn(
                    aim.isUp()
                            ? "detached; it goes on in the daemon. See: daruma ls"
                            : "detached; the daemon goes on with it. See: daruma ls");
            client.close();
        });
        var silent = run.given().has(Options.SILENT);
        java.util.function.Consumer<Answer.Step> each = step -> {
            if (step instanceof Answer.Progress(var instance, var status, var message) && !silent) {
                live.set(instance.toString(), "  " + instance + "  " + statusText(status, message));
            }
        };
        var limit = run.timeout();
        var outcome = limit.isPresent() ? client.stream(request, each, limit.get()) : client.stream(request, each);
        live.clear();
        return switch (outcome) {
            case Outcome.Ok<Answer.Step>(Answer.Changed changed) -> finished(changed, began);
            case Outcome.Ok<Answer.Step>(Answer.Progress _) ->
                throw new Failure(Exit.UNREACHABLE, "the daemon's answer ended too early. See: daruma ls");
            case Outcome.Failed<Answer.Step>(var fault) -> throw faulty(fault);
        };
    }

    private Failure faulty(Fault fault) {
        if (fault instanceof Fault.TimedOut(var limit)) {
            return new Failure(
                    Exit.TIMEOUT,
                    "not " + aim.done + " within " + daruma.model.Durations.format(limit)
                            + "; the daemon goes on with it. See: daruma ls");
        }
        return Run.failure(fault);
    }

    private static String statusText(StatusWord status, String message) {
        return message.isEmpty() ? status.word() : message;
    }

    private int finished(Answer.Changed changed, Instant began) {
        var took = Duration.between(began, run.now());
        for (var app : changed.apps()) {
            if (failureOf(changed, app) == null && !isLeftAlone(changed, app)) {
                run.say(success(app, took));
            }
        }
        if (changed.apps().isEmpty() && changed.failures().isEmpty()) {
            run.say(
                    aim == Aim.GONE
                            ? run.talkStyle().yes() + " deleted in " + Ages.took(took)
                            : "nothing to do: no app was meant");
        }
        for (var failure : changed.failures()) {
            tell(failure);
        }
        changed.notices().forEach(run::warn);
        if (run.forScripts() || !run.isTable()) {
            run.printApps(changed.apps());
        } else if (!changed.apps().isEmpty() && aim != Aim.GONE) {
            run.printApps(changed.apps(), AppRows.changed(run.now()));
        }
        if (changed.failures().isEmpty()) {
            return Exit.OK;
        }
        return changed.failures().size() >= Math.max(1, changed.apps().size()) ? Exit.FAILED : Exit.PARTIAL;
    }

    private static Answer.@org.jspecify.annotations.Nullable Failure failureOf(Answer.Changed changed, AppStatus app) {
        for (var failure : changed.failures()) {
            if (failure.app().equals(app.name())) {
                return failure;
            }
        }
        return null;
    }

    /** Nothing had to be done, or it is down and stays so: the notices say it. */
    private boolean isLeftAlone(Answer.Changed changed, AppStatus app) {
        var name = app.name().value();
        return aim != Aim.UP
                && aim.isUp()
                && changed.notices().stream()
                        .anyMatch(notice -> notice.equals(name + " is unchanged")
                                || notice.startsWith(name + " is stopped;")
                                || (notice.startsWith(name + " has ") && notice.endsWith(" already")));
    }

    private String success(AppStatus app, Duration took) {
        var style = run.talkStyle();
        var line = new StringBuilder(style.yes())
                .append(' ')
                .append(style.paint(Style.Tone.BOLD, app.name().value()));
        if (!waits) {
            return line.append(aim == Aim.UP ? "  asked to start" : "  asked; " + aim.done + " soon")
                    .toString();
        }
        line.append("  ").append(done(app));
        line.append(aim == Aim.UP ? " after " : " in ").append(Ages.took(took));
        if (aim.isUp()) {
            AppRows.reached(app).ifPresent(url -> line.append("  ").append(url));
        }
        return line.toString();
    }

    private String done(AppStatus app) {
        return switch (aim) {
            case UP -> app.status() == StatusWord.COMPLETED ? "completed" : aim.done;
            case SCALED -> "scaled to " + app.desired().spec().replicas();
            case UPDATED -> "updated to " + app.release();
            case ROLLED_BACK -> "back at " + app.release();
            case RELOADED, PAUSED, STOPPED, GONE, RESET -> aim.done;
        };
    }

    private void tell(Answer.Failure failure) {
        var style = run.talkStyle();
        var name = failure.app().value();
        run.warn(style.no() + " " + style.paint(Style.Tone.BOLD, name) + "  " + failure.message());
        for (var line : failure.lastLines()) {
            run.warn("    " + LogText.plain(line.message()));
        }
        run.warn(
                "  " + String.join("     ", List.of("daruma logs " + name + " --previous", "daruma describe " + name)));
    }
}
