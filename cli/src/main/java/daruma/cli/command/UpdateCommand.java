package daruma.cli.command;

import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.control.Exit;
import daruma.control.Request;
import daruma.manifest.program.Guess;
import daruma.manifest.program.Programs;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.Readiness;
import daruma.model.Refused;
import daruma.model.RestartPolicy;
import daruma.model.StopPolicy;
import daruma.model.Traffic;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Declares an app anew while it is up: what differs is a release that is rolled out. */
final class UpdateCommand implements daruma.cli.command.Command {
    static final Option ENV_RM = Option.valued("KEY", "Takes a variable away; may be repeated.", "--env-rm")
            .repeated();

    @Override
    public Syntax syntax() {
        return Syntax.of(
                        "update",
                        "Changes an app while it is up: what differs is rolled out, one instance after the other.")
                .operands("APP", 1, 1)
                .takesCommand()
                .example("daruma update web --env LEVEL=debug", "another environment")
                .example("daruma update web -- node server2.js", "another command")
                .example("daruma update web -i 4 -p 3000", "four of them behind the balancer")
                .example("daruma update web --update-failure-action pause", "nothing is replaced for it")
                .group(
                        "What changes",
                        StartOptions.ENV,
                        StartOptions.ENV_FILE,
                        ENV_RM,
                        ReloadCommand.UPDATE_ENV,
                        StartOptions.INSTANCES)
                .group(
                        "How it is reached",
                        StartOptions.PORT,
                        StartOptions.PUBLISH,
                        StartOptions.LISTEN,
                        StartOptions.TRAFFIC,
                        StartOptions.SPARE)
                .group(
                        "Starting and stopping",
                        StartOptions.LISTEN_TIMEOUT,
                        StartOptions.RESTART,
                        StartOptions.NO_AUTORESTART,
                        StartOptions.MAX_RESTARTS,
                        StartOptions.STOP_EXIT_CODES,
                        StartOptions.KILL_TIMEOUT,
                        StartOptions.STOP_SIGNAL)
                .group("Updates", StartOptions.UPDATES)
                .group("Result", Options.NO_WAIT, Options.TIMEOUT, Options.OUTPUT, Options.QUIET)
                .note("Everything else that can be declared: write it into a daruma.yaml, and daruma apply -f it.")
                .note("What fails is rolled back; see daruma rollout history APP and daruma rollout undo APP.")
                .build();
    }

    @Override
    public int run(Run run) {
        return update(run, "app");
    }

    /** @param noun what whoever typed it calls an app */
    static int update(Run run, String noun) {
        var waits = !run.given().has(Options.NO_WAIT);
        var updateEnv = run.given().has(ReloadCommand.UPDATE_ENV);
        try (var client = run.daemon()) {
            var app =
                    new KnownApps(run, client, noun).one(run.given().operands().getFirst());
            var spec = new UpdateCommand().changed(run, app.desired().spec());
            return new Action(run, Action.Aim.UPDATED, waits)
                    .perform(
                            client,
                            new Request.Update(List.of(spec), true, run.given().values(ENV_RM), updateEnv, waits));
        } catch (Refused e) {
            throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** The declaration with what was given; its environment are the variables that were given alone. */
    private AppSpec changed(Run run, AppSpec spec) {
        var instances = SpecFromOptions.instances(run, spec.replicas());
        var reach = new TrafficFromOptions(run);
        var port = reach.port();
        return new AppSpec(
                spec.name(),
                spec.namespace(),
                command(run, spec),
                new AppEnvironment(run).read(),
                InheritedEnvironment.of(run.outside().env()),
                instances,
                port.isPresent() ? OptionalInt.of(port.get()) : spec.port(),
                new Readiness(
                        spec.readiness().rule(),
                        run.duration(StartOptions.LISTEN_TIMEOUT, true)
                                .orElse(spec.readiness().deadline()),
                        spec.readiness().settle()),
                restart(run, spec.restart()),
                stop(run, spec.stop()),
                spec.process(),
                spec.logs(),
                spec.health(),
                spec.dependencies(),
                traffic(reach, spec, instances),
                reach.update(spec.update()));
    }

    private static Traffic traffic(TrafficFromOptions reach, AppSpec spec, int instances) {
        if (!reach.isGiven()) {
            // One alone was nobody's choice of a way; several that serve ports of their own were.
            return spec.traffic().mode() == Traffic.Mode.OWN
                            && spec.port().isPresent()
                            && spec.replicas() == 1
                            && instances > 1
                    ? new Traffic(Traffic.Mode.BALANCED, OptionalInt.empty(), 0)
                    : spec.traffic();
        }
        return reach.traffic(instances, spec);
    }

    private static Command command(Run run, AppSpec spec) {
        var argv = run.given().command();
        if (argv.isEmpty()) {
            return spec.command();
        }
        if (argv.get().isEmpty()) {
            throw new Failure(
                    Exit.USAGE,
                    "there is no command after \"--\"; for example: daruma update " + spec.name() + " -- npm start");
        }
        var path = new HashMap<>(run.outside().env());
        return switch (new Programs(run.outside().directory(), path)
                .command(argv.get(), Optional.of(spec.command().cwd()))) {
            case Guess.Program program -> program.command();
            case Guess.Nothing nothing ->
                throw new Failure(
                        Exit.BAD_CONFIGURATION,
                        "cannot update \"" + spec.name() + "\": " + nothing.why() + ". " + nothing.next());
            case Guess.Manifest(var file) ->
                throw new Failure(Exit.USAGE, file + " is a manifest; use: daruma apply -f " + file);
        };
    }

    private static RestartPolicy restart(Run run, RestartPolicy d) {
        var given = new SpecFromOptions(run).restart();
        var modeGiven = run.given().has(StartOptions.RESTART) || run.given().has(StartOptions.NO_AUTORESTART);
        return new RestartPolicy(
                modeGiven ? given.mode() : d.mode(),
                d.backoff(),
                d.crashLoop(),
                run.given().has(StartOptions.MAX_RESTARTS) ? given.giveUpAfter() : d.giveUpAfter(),
                run.given().has(StartOptions.STOP_EXIT_CODES) ? given.stopExitCodes() : d.stopExitCodes());
    }

    private static StopPolicy stop(Run run, StopPolicy d) {
        var given = new SpecFromOptions(run).stop();
        return new StopPolicy(
                run.given().has(StartOptions.STOP_SIGNAL) ? given.signal() : d.signal(),
                run.given().has(StartOptions.KILL_TIMEOUT) ? given.grace() : d.grace());
    }
}
