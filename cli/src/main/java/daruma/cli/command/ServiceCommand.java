package daruma.cli.command;

import daruma.cli.render.ServiceRows;
import daruma.cli.syntax.Given;
import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.control.Answer;
import daruma.control.Exit;
import daruma.control.Request;
import daruma.control.codec.ScriptJson;
import daruma.control.json.Json;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words of Docker Swarm for the same things: a service is an app, a task one of its instances. What they mean is said in
 * our own words to the commands that do it.
 */
final class ServiceCommand implements Command {
    private static final Option REPLICAS = Option.valued("N", "How many run; default 1.", "--replicas");
    private static final Option ENV = Option.valued("KEY=VALUE", "A variable for it; may be repeated.", "--env", "-e")
            .repeated();
    private static final Option WORKDIR = Option.valued("DIR", "Working directory.", "--workdir", "-w");
    private static final Option USER = Option.valued("USER", "Runs as this user; only for root.", "--user", "-u");
    private static final Option RESTART_CONDITION =
            Option.valued("WHEN", "any (default), on-failure or none.", "--restart-condition");
    private static final Option RESTART_MAX_ATTEMPTS =
            Option.valued("N", "Gives up after so many; default: never.", "--restart-max-attempts");
    private static final Option STOP_GRACE_PERIOD =
            Option.valued("TIME", "Time to stop before it is killed; default 10s.", "--stop-grace-period");
    private static final Option LIMIT_MEMORY =
            Option.valued("SIZE", "Restarted when it uses more, such as 200M.", "--limit-memory");
    private static final Option ENV_ADD = Option.valued("KEY=VALUE", "A variable for it; may be repeated.", "--env-add")
            .repeated();
    private static final Option PUBLISH_ADD = Option.valued("PORT", "The balancer listens here.", "--publish-add");
    private static final Option FORCE = Option.flag("Replaces every instance even if nothing differs.", "--force");
    private static final Option DETACH =
            Option.flag("Does not wait for the result.", "--detach", "-d").from("DARUMA_NO_WAIT");

    private final String step;

    ServiceCommand(String step) {
        this.step = step;
    }

    @Override
    public Syntax syntax() {
        return switch (step) {
            case "create" ->
                Syntax.of("service create", "Declares an app and runs it, as docker service create does.")
                        .operands("[FILE|FOLDER|PROGRAM [ARGUMENT...]]", 1, 1_000)
                        .takesCommand()
                        .example(
                                "daruma service create --name web --replicas 3 -p 3000 -- node server.js",
                                "three of them behind port 3000")
                        .example("daruma service create --name web --replicas 3 server.js", "a script, or a folder")
                        .group(
                                "What runs",
                                StartOptions.NAME,
                                REPLICAS,
                                StartOptions.PUBLISH,
                                ENV,
                                StartOptions.ENV_FILE,
                                WORKDIR,
                                USER,
                                StartOptions.SPARE)
                        .group(
                                "Health",
                                StartOptions.HEALTH_CMD,
                                StartOptions.HEALTH_INTERVAL,
                                StartOptions.HEALTH_TIMEOUT,
                                StartOptions.HEALTH_RETRIES,
                                StartOptions.HEALTH_START_PERIOD,
                                LIMIT_MEMORY)
                        .group(
                                "Restarting and stopping",
                                RESTART_CONDITION,
                                RESTART_MAX_ATTEMPTS,
                                STOP_GRACE_PERIOD,
                                StartOptions.STOP_SIGNAL)
                        .group("Updates", StartOptions.UPDATES)
                        .group("Result", DETACH, Options.TIMEOUT, Options.DRY_RUN, Options.OUTPUT, Options.QUIET)
                        .later(Map.of(
                                "--constraint", "there is one machine",
                                "--mount", "it sees the files of this machine",
                                "--network", "services reach each other through localhost",
                                "--mode", "use --replicas",
                                "--config", "use --env or --env-file",
                                "--secret", "use --env-file with a file that only you may read",
                                "--limit-cpu", "write limits: {cpu: 1} into daruma.yaml"))
                        .note("There are no images: what runs is a program of this machine.")
                        .build();
            case "ls" ->
                Syntax.of("service ls", "Lists apps in the columns of docker service ls.")
                        .operands("", 0, 0)
                        .example("daruma service ls", "all of them")
                        .group("What is shown", Options.OUTPUT, Options.QUIET)
                        .build();
            case "ps" ->
                Syntax.of("service ps", "Lists the instances of apps.")
                        .operands("APP...", 1, 1_000)
                        .example("daruma service ps web", "what each is to be, what it is, and why")
                        .group("What is shown", Options.OUTPUT)
                        .build();
            case "scale" ->
                Syntax.of("service scale", "Changes how many instances apps have.")
                        .operands("APP=N...", 1, 1_000)
                        .example("daruma service scale web=5", "five of them")
                        .example("daruma service scale web=5 api=2", "several at once")
                        .group("Result", DETACH, Options.TIMEOUT, Options.OUTPUT, Options.QUIET)
                        .build();
            case "update" ->
                Syntax.of("service update", "Changes an app while it is up; what differs is rolled out.")
                        .operands("APP", 1, 1)
                        .takesCommand()
                        .example("daruma service update web --env-add LEVEL=debug", "another environment")
                        .example("daruma service update web --force", "replaces every instance")
                        .group("What changes", ENV_ADD, UpdateCommand.ENV_RM, REPLICAS, PUBLISH_ADD, FORCE)
                        .group(
                                "Restarting and stopping",
                                RESTART_CONDITION,
                                RESTART_MAX_ATTEMPTS,
                                STOP_GRACE_PERIOD,
                                StartOptions.STOP_SIGNAL)
                        .group("Updates", StartOptions.UPDATES)
                        .group("Result", DETACH, Options.TIMEOUT, Options.OUTPUT, Options.QUIET)
                        .later(Map.of(
                                "--image", "there are no images; write the command after --",
                                "--args", "write the command after --",
                                "--rollback", "use \"daruma rollout undo\""))
                        .build();
            case "rm" ->
                Syntax.of("service rm", "Stops apps and forgets them. Their logs stay.")
                        .operands("APP...", 1, 1_000)
                        .example("daruma service rm web", "stops it, forgets it")
                        .group("Result", Options.YES, Options.TIMEOUT, Options.OUTPUT, Options.QUIET)
                        .build();
            default -> throw new IllegalArgumentException(step);
        };
    }

    @Override
    public int run(Run run) {
        return switch (step) {
            case "create" -> create(run);
            case "ls" -> list(run);
            case "ps" -> instances(run);
            case "scale" ->
                ScaleCommand.scale(
                        inOurWords(run, run.given().operands(), run.given().command()),
                        ScaleCommand.asked(run.given().operands(), "daruma service scale web=5"),
                        "service");
            case "update" -> update(run);
            default -> remove(run);
        };
    }

    private static int create(Run run) {
        var given = run.given();
        var operands = given.operands();
        var command = given.command();
        if (!operands.isEmpty()
                && command.isEmpty()
                && !Files.exists(run.outside().directory().resolve(operands.getFirst()))) {
            // A program of the PATH with its arguments, where docker has an image with its command.
            return new StartCommand().run(inOurWords(run, List.of(), Optional.of(operands)));
        }
        if (operands.size() > 1) {
            if (command.isPresent()) {
                throw new Failure(
                        Exit.USAGE, "\"" + operands.get(1) + "\" stands before \"--\"; write the arguments after it");
            }
            command = Optional.of(operands.subList(1, operands.size()));
            operands = operands.subList(0, 1);
        }
        return new StartCommand().run(inOurWords(run, operands, command));
    }

    private static int update(Run run) {
        var ours = inOurWords(run, run.given().operands(), run.given().command());
        if (!run.given().has(FORCE)) {
            return UpdateCommand.update(ours, "service");
        }
        var waits = !ours.given().has(Options.NO_WAIT);
        try (var client = run.daemon()) {
            new KnownApps(run, client, "service").require(run.given().operands());
            return new Action(ours, Action.Aim.RELOADED, waits)
                    .perform(client, new Request.Reload(run.given().operands(), Optional.empty(), waits));
        }
    }

    private static int remove(Run run) {
        try (var client = run.daemon()) {
            new KnownApps(run, client, "service").require(run.given().operands());
        }
        return new DeleteCommand().run(run);
    }

    private static int list(Run run) {
        try (var client = run.daemon()) {
            Answer.Listing listing = run.ask(client, new Request.ListApps(List.of()));
            if (run.isTable()) {
                run.printRows(listing.apps(), ServiceRows.COLUMNS, app ->
                        (long) app.desired().id());
            } else {
                run.printApps(listing.apps());
            }
        }
        return Exit.OK;
    }

    private static int instances(Run run) {
        try (var client = run.daemon()) {
            var apps = new KnownApps(run, client, "service").require(run.given().operands());
            if (run.forScripts()) {
                run.printJson(new Json.Arr(ScriptJson.apps(apps).items()));
            } else {
                run.printRows(
                        apps.stream().flatMap(ServiceRows::tasks).toList(), ServiceRows.taskColumns(run.now()), task ->
                                (long) task.instance().id().slot());
            }
        }
        return Exit.OK;
    }

    /** Docker's options by the names that our commands know them by. */
    private static Run inOurWords(Run run, List<String> operands, Optional<List<String>> command) {
        var given = run.given();
        var options = new HashMap<String, List<String>>();
        for (var option : new ServiceCommand("create").syntax().options()) {
            keep(given, option, option.name(), options);
        }
        for (var option : new ServiceCommand("update").syntax().options()) {
            keep(given, option, option.name(), options);
        }
        keep(given, REPLICAS, StartOptions.INSTANCES.name(), options);
        keep(given, ENV_ADD, StartOptions.ENV.name(), options);
        keep(given, PUBLISH_ADD, StartOptions.PUBLISH.name(), options);
        keep(given, WORKDIR, StartOptions.CWD.name(), options);
        keep(given, RESTART_MAX_ATTEMPTS, StartOptions.MAX_RESTARTS.name(), options);
        keep(given, STOP_GRACE_PERIOD, StartOptions.KILL_TIMEOUT.name(), options);
        keep(given, LIMIT_MEMORY, StartOptions.MAX_MEMORY.name(), options);
        if (given.has(DETACH)) {
            options.put(Options.NO_WAIT.name(), List.of());
        }
        given.value(RESTART_CONDITION)
                .ifPresent(condition -> options.put(
                        StartOptions.RESTART.name(),
                        List.of(
                                switch (condition) {
                                    case "any" -> "always";
                                    case "none" -> "never";
                                    case "on-failure" -> condition;
                                    default ->
                                        throw new Failure(
                                                Exit.USAGE,
                                                "--restart-condition is \"" + condition
                                                        + "\": use any, on-failure or none");
                                })));
        return new Run(
                run.outside(),
                new Given(options, operands, command, run.outside().env()),
                run.version());
    }

    private static void keep(Given given, Option option, String name, Map<String, List<String>> options) {
        if (given.typed(option)) {
            options.put(name, given.values(option));
        }
    }
}
