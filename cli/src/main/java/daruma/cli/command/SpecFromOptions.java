package daruma.cli.command;

import daruma.cli.syntax.Option;
import daruma.cli.terminal.Failure;
import daruma.control.Exit;
import daruma.manifest.program.Guess;
import daruma.manifest.text.DidYouMean;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.LogPolicy;
import daruma.model.ProcessSettings;
import daruma.model.Readiness;
import daruma.model.Refused;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import daruma.model.Signal;
import daruma.model.StopPolicy;
import daruma.model.UpdatePolicy;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A program and the options of {@code start} as a spec; what cannot work is refused here, before the daemon is asked. */
final class SpecFromOptions {
    private final Run run;
    private final Guess.@Nullable Program program;
    private final Map<String, String> env;

    SpecFromOptions(Run run, Guess.Program program, Map<String, String> env) {
        this.run = run;
        this.program = program;
        this.env = env;
    }

    /** For single parts of it. */
    SpecFromOptions(Run run) {
        this.run = run;
        this.program = null;
        this.env = Map.of();
    }

    AppSpec build() {
        var program = Objects.requireNonNull(this.program);
        try {
            var instances = instances();
            var reach = new TrafficFromOptions(run);
            var port = reach.port();
            return new AppSpec(
                    new AppName(value(StartOptions.NAME).orElse(program.name())),
                    value(StartOptions.NAMESPACE).orElse(AppSpec.DEFAULT_NAMESPACE),
                    program.command(),
                    env,
                    InheritedEnvironment.of(run.outside().env()),
                    instances,
                    port.map(OptionalInt::of).orElse(OptionalInt.empty()),
                    readiness(),
                    restart(),
                    stop(),
                    process(),
                    logs(),
                    new HealthFromOptions(run, port).health(),
                    new HealthFromOptions(run, port).dependencies(),
                    reach.traffic(instances),
                    reach.update(UpdatePolicy.DEFAULT));
        } catch (Refused e) {
            throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> value(Option option) {
        return run.given().value(option);
    }

    /** As pm2 counts: max and 0 are all processors, a negative number leaves so many free; at least one. */
    private int instances() {
        return instances(run, 1);
    }

    static int instances(Run run, int otherwise) {
        var given = run.given().value(StartOptions.INSTANCES);
        if (given.isEmpty()) {
            return otherwise;
        }
        var text = given.get();
        var processors = Runtime.getRuntime().availableProcessors();
        if (text.equals("max")) {
            return processors;
        }
        var number = run.number(StartOptions.INSTANCES, -AppSpec.MAX_REPLICAS, AppSpec.MAX_REPLICAS)
                .orElse(1);
        return number > 0 ? number : Math.max(1, processors + number);
    }

    private Readiness readiness() {
        var rule = run.given().has(StartOptions.WAIT_READY) ? Readiness.Rule.NOTIFY : Readiness.DEFAULT.rule();
        return new Readiness(
                rule,
                run.duration(StartOptions.LISTEN_TIMEOUT, true).orElse(Readiness.DEFAULT.deadline()),
                Readiness.DEFAULT.settle());
    }

    RestartPolicy restart() {
        var d = RestartPolicy.DEFAULT;
        var never = run.given().has(StartOptions.NO_AUTORESTART);
        if (never
                && value(StartOptions.RESTART)
                        .filter(mode -> !mode.equals("never"))
                        .isPresent()) {
            throw new Refused("--no-autorestart and --restart "
                    + value(StartOptions.RESTART).get() + " contradict each other; give one of them");
        }
        var mode = never
                ? RestartMode.NEVER
                : value(StartOptions.RESTART).map(SpecFromOptions::mode).orElse(d.mode());
        var most = run.number(StartOptions.MAX_RESTARTS, 0, Integer.MAX_VALUE);
        return new RestartPolicy(
                mode, d.backoff(), d.crashLoop(), most.map(OptionalInt::of).orElse(OptionalInt.empty()), exitCodes());
    }

    private static RestartMode mode(String text) {
        return switch (text) {
            case "always" -> RestartMode.ALWAYS;
            case "on-failure" -> RestartMode.ON_FAILURE;
            case "never", "no" -> RestartMode.NEVER;
            default ->
                throw new Refused("--restart is \"" + text + "\": use always, on-failure or never"
                        + DidYouMean.hint(text, List.of("always", "on-failure", "never")));
        };
    }

    private Set<Integer> exitCodes() {
        var codes = new HashSet<Integer>();
        for (var text : run.given().values(StartOptions.STOP_EXIT_CODES)) {
            for (var word : text.strip().split("[,\\s]+", -1)) {
                try {
                    codes.add(Integer.parseInt(word));
                } catch (NumberFormatException _) {
                    throw new Refused("--stop-exit-codes is \"" + text + "\": use numbers from 0 to 255, such as 0,42");
                }
            }
        }
        return codes;
    }

    StopPolicy stop() {
        var d = StopPolicy.DEFAULT;
        return new StopPolicy(
                value(StartOptions.STOP_SIGNAL).map(Signal::parse).orElse(d.signal()),
                run.duration(StartOptions.KILL_TIMEOUT, true).orElse(d.grace()));
    }

    private ProcessSettings process() {
        var user = value(StartOptions.USER);
        if (user.isEmpty()) {
            return ProcessSettings.DEFAULT;
        }
        var caller = run.outside().user();
        if (!caller.equals("root") && !caller.equals(user.get())) {
            throw new Failure(
                    Exit.REFUSED,
                    "cannot run as \"" + user.get() + "\": only root may switch users, and you are \"" + caller
                            + "\". Run daruma as root, or leave --user out");
        }
        if (!user.get().chars().allMatch(Character::isDigit) && !exists(user.get())) {
            throw new Failure(
                    Exit.BAD_CONFIGURATION,
                    "cannot run as \"" + user.get()
                            + "\": there is no such user. Create it, or name another with --user");
        }
        return ProcessSettings.DEFAULT.withUser(user.get());
    }

    private static boolean exists(String user) {
        try {
            return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user) != null;
        } catch (IOException _) {
            return false; // UserPrincipalNotFoundException
        }
    }

    private LogPolicy logs() {
        var d = LogPolicy.DEFAULT;
        var file = value(StartOptions.LOG_FILE)
                .map(text -> run.outside().directory().resolve(text).normalize());
        file.ifPresent(this::checkLogFile);
        return new LogPolicy(file, d.maxBytes(), d.maxFiles(), d.maxAge(), d.spoolBytes());
    }

    private void checkLogFile(Path file) {
        var folder = file.getParent();
        var problem = Files.isDirectory(file)
                ? "it is a folder"
                : folder == null || !Files.isDirectory(folder)
                        ? "its folder does not exist"
                        : Files.isWritable(Files.exists(file) ? file : folder) ? "" : "you may not write there";
        if (!problem.isEmpty()) {
            throw new Failure(
                    Exit.BAD_CONFIGURATION,
                    "cannot log to " + file + ": " + problem
                            + ". Create or correct it, or name another file with --log-file");
        }
    }
}
