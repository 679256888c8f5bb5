package daruma.cli.command;

import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.cli.terminal.Style;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.manifest.program.Guess;
import daruma.manifest.program.Programs;
import daruma.manifest.program.Wanted;
import daruma.manifest.text.DidYouMean;
import daruma.model.AppSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts what was named: a program, the apps of a manifest, or an app that is known and stopped. */
final class StartCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("start", "Starts apps, waits until they are ready, and keeps them up.")
                .operands("FILE|FOLDER|APP...", 1, 100)
                .takesCommand()
                .example("daruma start server.js", "a script; .mjs .ts .py .rb .sh .jar .java too")
                .example("daruma start . --name web", "a folder: package.json, a jar, app.py, …")
                .example("daruma start server.js -p 3000 -i 4", "four of them, behind one port")
                .example("daruma start --name web -- npm start", "any command, after --")
                .example("daruma start server.js --port 3000 -- --verbose", "arguments for the script, after --")
                .example("daruma start api.js --health-http /live --max-memory-restart 500M", "healed when it is sick")
                .example("daruma start daruma.yaml", "all apps of a file")
                .example("daruma start web", "an app that was stopped")
                .group(
                        "What runs",
                        StartOptions.NAME,
                        StartOptions.NAMESPACE,
                        StartOptions.INSTANCES,
                        StartOptions.CWD,
                        StartOptions.INTERPRETER,
                        StartOptions.INTERPRETER_ARGS,
                        StartOptions.USER)
                .group("Environment", StartOptions.ENV, StartOptions.ENV_FILE)
                .group(
                        "How it is reached",
                        StartOptions.PORT,
                        StartOptions.PUBLISH,
                        StartOptions.LISTEN,
                        StartOptions.TRAFFIC,
                        StartOptions.SPARE)
                .group(
                        "Readiness",
                        StartOptions.WAIT_READY,
                        StartOptions.LISTEN_TIMEOUT,
                        StartOptions.READY_HTTP,
                        StartOptions.DEPENDS_ON)
                .group(
                        "Health",
                        StartOptions.HEALTH_HTTP,
                        StartOptions.HEALTH_TCP,
                        StartOptions.HEALTH_CMD,
                        StartOptions.HEALTH_INTERVAL,
                        StartOptions.HEALTH_TIMEOUT,
                        StartOptions.HEALTH_RETRIES,
                        StartOptions.HEALTH_START_PERIOD,
                        StartOptions.WATCHDOG,
                        StartOptions.MAX_MEMORY,
                        StartOptions.MAX_AGE,
                        StartOptions.CRON_RESTART,
                        StartOptions.CORE,
                        StartOptions.HEAP_DUMP)
                .group(
                        "Restarting and stopping",
                        StartOptions.RESTART,
                        StartOptions.NO_AUTORESTART,
                        StartOptions.MAX_RESTARTS,
                        StartOptions.STOP_EXIT_CODES,
                        StartOptions.KILL_TIMEOUT,
                        StartOptions.STOP_SIGNAL)
                .group("Updates", StartOptions.UPDATES)
                .group("Logs", StartOptions.LOG_FILE, StartOptions.TIME)
                .group("Result", Options.NO_WAIT, Options.TIMEOUT, Options.DRY_RUN, Options.OUTPUT, Options.QUIET)
                .later(StartOptions.LATER)
                .note("The app gets your shell's environment; what is left out of it: daruma help environment.")
                .build();
    }

    @Override
    public int run(Run run) {
        var given = run.given();
        var several = given.operands().size() > 1;
        if (several && (given.typed(StartOptions.NAME) || given.command().isPresent())) {
            throw new Failure(
                    Exit.USAGE,
                    (given.command().isPresent() ? "arguments after \"--\" go" : "--name goes")
                            + " with one app, and there are " + given.operands().size()
                            + "; start them one by one, or write a daruma.yaml");
        }
        var env = new AppEnvironment(run).read();
        var full = new HashMap<>(run.outside().env());
        full.putAll(env);
        var specs = new ArrayList<AppSpec>();
        var known = new ArrayList<String>();
        if (given.operands().isEmpty()) {
            var cwd = given.value(StartOptions.CWD).map(Path::of);
            var argv = given.command().orElse(List.of());
            if (argv.isEmpty()) {
                throw new Failure(
                        Exit.USAGE, "there is no command after \"--\"; for example: daruma start -- npm start");
            }
            specs.add(
                    spec(run, new Programs(run.outside().directory(), full).command(argv, cwd), argv.getFirst(), env));
        }
        for (var operand : given.operands()) {
            resolve(run, operand, env, full, specs, known);
        }
        if (given.has(Options.DRY_RUN)) {
            specs.forEach(spec -> run.print("would start " + spec.name() + ": "
                    + String.join(" ", spec.command().argv()) + "  (in "
                    + spec.command().cwd() + ")"));
            known.forEach(name -> run.print("would start " + name + " again"));
            return Exit.OK;
        }
        var waits = !given.has(Options.NO_WAIT);
        var worst = Exit.OK;
        try (var client = run.daemonStarted()) {
            if (!specs.isEmpty()) {
                worst = new Action(run, Action.Aim.UP, waits).perform(client, new Request.Start(specs, waits));
            }
            if (!known.isEmpty()) {
                var second = new Action(run, Action.Aim.UP, waits).perform(client, new Request.Resume(known, waits));
                worst = worst == Exit.OK ? second : worst;
            }
        }
        return worst;
    }

    private void resolve(
            Run run,
            String operand,
            Map<String, String> env,
            Map<String, String> full,
            List<AppSpec> specs,
            List<String> known) {
        var directory = run.outside().directory();
        var exists = !operand.isEmpty() && operand.indexOf('\0') < 0 && Files.exists(directory.resolve(operand));
        if (!exists && isKnown(run, operand)) {
            if (hasAppOptions(run)) {
                throw new Failure(
                        Exit.USAGE,
                        "\"" + operand + "\" is an app that is known already, and options like these belong to its"
                                + " declaration. Without them: daruma start " + operand
                                + "; to change it: daruma update " + operand
                                + " with the options that it knows, or daruma"
                                + " delete " + operand + ", then start its file");
            }
            known.add(operand);
            return;
        }
        var given = run.given();
        var wanted = new Wanted(
                operand,
                given.command().orElse(List.of()),
                given.value(StartOptions.INTERPRETER),
                given.value(StartOptions.INTERPRETER_ARGS)
                        .map(daruma.manifest.text.CommandLineWords::split)
                        .orElse(List.of()),
                given.value(StartOptions.CWD).map(Path::of));
        var guess = new Programs(directory, full).guess(wanted);
        if (guess instanceof Guess.Manifest(var file)) {
            specs.addAll(manifest(run, file));
        } else {
            specs.add(spec(run, guess, operand, env));
        }
    }

    /** Whether a daemon that is there knows it; never starts one. */
    private static boolean isKnown(Run run, String operand) {
        if (!(run.link().reach() instanceof Outcome.Ok<ControlClient>(var client))) {
            return false;
        }
        try (client) {
            return switch (client.call(new Request.ListApps(List.of(operand)), Run.ANSWER)) {
                case Outcome.Ok<Answer.Listing>(var listing) -> !listing.apps().isEmpty();
                case Outcome.Failed<Answer.Listing>(Fault.NoSuchApp _) -> false;
                case Outcome.Failed<Answer.Listing>(Fault.BadSelector _) -> false;
                case Outcome.Failed<Answer.Listing>(var fault) -> throw Run.failure(fault);
            };
        }
    }

    private boolean hasAppOptions(Run run) {
        var result = List.of(Options.NO_WAIT, Options.TIMEOUT, Options.DRY_RUN, Options.OUTPUT, Options.QUIET);
        return run.given().command().isPresent()
                || syntax().groups().values().stream()
                        .flatMap(List::stream)
                        .anyMatch(option ->
                                !result.contains(option) && run.given().typed(option));
    }

    private List<AppSpec> manifest(Run run, Path file) {
        if (hasAppOptions(run)) {
            throw new Failure(
                    Exit.USAGE,
                    "options of one app do not go with " + file.getFileName()
                            + ", which may declare several; write them" + " into the file");
        }
        return ManifestFile.read(run, file);
    }

    private static AppSpec spec(Run run, Guess guess, String operand, Map<String, String> env) {
        return switch (guess) {
            case Guess.Program program -> {
                var spec = new SpecFromOptions(run, program, env).build();
                run.say(run.talkStyle().paint(Style.Tone.DIM, spec.name() + ": " + program.says()));
                yield spec;
            }
            case Guess.Nothing nothing -> throw nothing(run, nothing, operand);
            case Guess.Manifest(var file) ->
                throw new Failure(Exit.USAGE, file + " is a manifest; start it on its own");
        };
    }

    private static Failure nothing(Run run, Guess.Nothing nothing, String operand) {
        var exit = switch (nothing.kind()) {
            case ABSENT -> operand.matches("[A-Za-z0-9_@:+-]+") ? Exit.NO_SUCH_APP : Exit.BAD_CONFIGURATION;
            case UNUSABLE, NO_INTERPRETER -> Exit.BAD_CONFIGURATION;
            case NOT_YET -> Exit.USAGE;
        };
        var what =
                exit == Exit.NO_SUCH_APP ? "there is no app \"" + operand + "\", and " + nothing.why() : nothing.why();
        var hint = exit == Exit.NO_SUCH_APP ? similarApp(run, operand) : Optional.<String>empty();
        return new Failure(
                exit,
                "cannot start \"" + operand + "\": " + what + ". "
                        + hint.map(name -> "Did you mean the app \"" + name + "\"?")
                                .orElse(nothing.next()));
    }

    private static Optional<String> similarApp(Run run, String operand) {
        if (!(run.link().reach() instanceof Outcome.Ok<ControlClient>(var client))) {
            return Optional.empty();
        }
        try (client) {
            return client.call(new Request.ListApps(List.of()), Run.ANSWER) instanceof Outcome.Ok<Answer.Listing>(var l)
                    ? DidYouMean.of(
                            operand,
                            l.apps().stream().map(a -> a.name().value()).toList())
                    : Optional.empty();
        }
    }
}
