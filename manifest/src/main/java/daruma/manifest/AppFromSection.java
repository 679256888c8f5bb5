package daruma.manifest;

import daruma.manifest.program.Guess;
import daruma.manifest.program.Programs;
import daruma.manifest.program.Wanted;
import daruma.manifest.text.ByteSizes;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Backoff;
import daruma.model.CrashLoopRule;
import daruma.model.Dependencies;
import daruma.model.LogPolicy;
import daruma.model.ProcessSettings;
import daruma.model.Readiness;
import daruma.model.Refused;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import daruma.model.Rlimit;
import daruma.model.Signal;
import daruma.model.StopPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** One item of {@code apps} as a spec. What makes no sense together is a mistake, with the line of the key it is about. */
final class AppFromSection {
    private final Path folder;
    private final Map<String, String> shellEnv;
    private final Section app;
    private final SectionMistakes mistakes;
    private final List<String> notices;

    AppFromSection(
            Path folder, Map<String, String> shellEnv, Section app, SectionMistakes mistakes, List<String> notices) {
        this.folder = folder;
        this.shellEnv = shellEnv;
        this.app = app;
        this.mistakes = mistakes;
        this.notices = notices;
    }

    /** The spec, without its relations to other apps; empty if there was a mistake. */
    Optional<AppSpec> build() {
        var before = mistakes.count();
        var env = env();
        var cwd = app.text("cwd").map(folder::resolve).orElse(folder).normalize();
        var program = program(env, cwd);
        var name = app.text("name")
                .or(() -> program.map(Guess.Program::name))
                .flatMap(text -> at("name", () -> new AppName(text)));
        oneOf("replicas", "instances");
        oneOf("readiness", "waitReady");
        var replicas = app.whole("replicas")
                .or(() -> app.whole("instances"))
                .orElse(1L)
                .intValue();
        var reach = new TrafficFromSection(app, mistakes);
        var port = reach.port();
        var traffic = reach.traffic(replicas);
        var update = reach.update();
        var readiness = at("readiness", this::readiness);
        var restart = at("restart", () -> restart(backoff(), crashLoop()));
        var stop = at("stopGracePeriod", this::stop);
        var process = at("ulimits", this::process);
        var logs = at("logs", this::logs);
        var health = new HealthFromSection(app, mistakes).health();
        if (mistakes.count() > before || program.isEmpty() || name.isEmpty()) {
            return Optional.empty();
        }
        return at("name", () -> {
            var command = program.get().command();
            return new AppSpec(
                    name.get(),
                    app.text("namespace").orElse(AppSpec.DEFAULT_NAMESPACE),
                    command,
                    env,
                    Map.of(),
                    replicas,
                    port,
                    readiness.orElseThrow(),
                    restart.orElseThrow(),
                    stop.orElseThrow(),
                    process.orElseThrow(),
                    logs.orElseThrow(),
                    health,
                    Dependencies.NONE,
                    traffic.orElseThrow(),
                    update.orElseThrow());
        });
    }

    private Map<String, String> env() {
        var env = new HashMap<String, String>();
        for (var envFile : app.<String>list("envFile")) {
            switch (DotEnv.read(folder.resolve(envFile))) {
                case DotEnv.Reading.Variables(var values) -> env.putAll(values);
                case DotEnv.Reading.Wrong(var wrong) ->
                    wrong.forEach(mistake -> mistake("envFile", mistake.toString()));
            }
        }
        env.putAll(app.map("env"));
        return env;
    }

    private Optional<Guess.Program> program(Map<String, String> env, Path cwd) {
        oneOf("script", "command");
        var programs = new Programs(folder, with(env));
        List<String> command = app.list("command");
        if (app.has("command")) {
            for (var key : List.of("args", "interpreter", "interpreterArgs")) {
                if (app.has(key)) {
                    mistake(key, "goes with script, not with command; write it into the command");
                }
            }
            return command.isEmpty()
                    ? wrong("command", "is empty; write the program and its arguments")
                    : found("command", programs.command(command, Optional.of(cwd)));
        }
        if (!app.has("script")) {
            return wrong("", "says neither script nor command; write what to run");
        }
        return app.text("script")
                .flatMap(script -> found(
                        "script",
                        programs.guess(new Wanted(
                                script,
                                app.list("args"),
                                app.text("interpreter"),
                                app.list("interpreterArgs"),
                                app.has("cwd") ? Optional.of(cwd) : Optional.empty()))));
    }

    private Optional<Guess.Program> found(String key, Guess guess) {
        return switch (guess) {
            case Guess.Program program -> {
                notices.add(app.text("name").orElse(program.name()) + ": " + program.says());
                yield Optional.of(program);
            }
            case Guess.Manifest(var other) -> wrong(key, other + " is itself a manifest; start it on its own");
            case Guess.Nothing nothing -> wrong(key, nothing.why() + ". " + nothing.next());
        };
    }

    private Map<String, String> with(Map<String, String> env) {
        var all = new HashMap<>(shellEnv);
        all.putAll(env);
        return all;
    }

    private Readiness readiness() {
        var defaults = Readiness.DEFAULT;
        var word = app.text("readiness").orElse(app.flag("waitReady").orElse(false) ? "notify" : "auto");
        return new Readiness(
                Readiness.Rule.valueOf(word.toUpperCase(Locale.ROOT)),
                app.time("listenTimeout").orElse(defaults.deadline()),
                app.time("settle").orElse(defaults.settle()));
    }

    private RestartPolicy restart(Backoff backoff, CrashLoopRule crashLoop) {
        var mode = app.text("restart")
                .map(w -> RestartMode.valueOf(w.toUpperCase(Locale.ROOT).replace('-', '_')));
        return new RestartPolicy(
                mode.orElse(RestartMode.ALWAYS),
                backoff,
                crashLoop,
                app.whole("maxRestarts").map(n -> OptionalInt.of(n.intValue())).orElse(OptionalInt.empty()),
                Set.copyOf(app.<Integer>list("stopExitCodes")));
    }

    private Backoff backoff() {
        var d = Backoff.DEFAULT;
        return app.section("backoff")
                .flatMap(s -> at(
                        "backoff",
                        () -> new Backoff(
                                s.time("first").orElse(d.first()),
                                s.time("initial").orElse(d.initial()),
                                s.number("factor").orElse(d.factor()),
                                s.time("max").orElse(d.max()),
                                s.number("jitter").orElse(d.jitter()),
                                s.time("reset").orElse(d.reset()))))
                .orElse(d);
    }

    private CrashLoopRule crashLoop() {
        var d = CrashLoopRule.DEFAULT;
        return app.section("crashLoop")
                .flatMap(s -> at(
                        "crashLoop",
                        () -> new CrashLoopRule(
                                s.whole("deaths").map(Long::intValue).orElse(d.deaths()),
                                s.time("within").orElse(d.within()),
                                s.time("window").orElse(d.window()),
                                s.whole("minDeaths").map(Long::intValue).orElse(d.minDeaths()),
                                s.number("minReadyShare").orElse(d.minReadyShare()))))
                .orElse(d);
    }

    private StopPolicy stop() {
        var signal = app.text("stopSignal")
                .flatMap(text -> at("stopSignal", () -> Signal.parse(text)))
                .orElse(StopPolicy.DEFAULT.signal());
        return new StopPolicy(signal, app.time("stopGracePeriod").orElse(StopPolicy.DEFAULT.grace()));
    }

    private ProcessSettings process() {
        var limits = new ArrayList<Rlimit>();
        app.section("ulimits").ifPresent(section -> {
            for (var key : AppKeys.RLIMITS) {
                section.text(key.name())
                        .flatMap(text -> at("ulimits", () -> limit(key.name(), text)))
                        .ifPresent(limits::add);
            }
        });
        return new ProcessSettings(
                app.text("user"), app.text("group"), number("umask"), number("nice"), number("oomScoreAdjust"), limits);
    }

    private static Rlimit limit(String name, String text) {
        var colon = text.indexOf(':');
        return colon < 0
                ? new Rlimit(name, amount(name, text), Optional.empty())
                : new Rlimit(
                        name,
                        amount(name, text.substring(0, colon)),
                        Optional.of(amount(name, text.substring(colon + 1))));
    }

    private static long amount(String name, String text) {
        if (text.equals("unlimited")) {
            return Rlimit.UNLIMITED;
        }
        try {
            return ByteSizes.parse(text);
        } catch (Refused _) {
            throw new Refused("limit " + name + ": \"" + text + "\" is neither a number nor unlimited");
        }
    }

    private LogPolicy logs() {
        var d = LogPolicy.DEFAULT;
        return app.section("logs")
                .map(s -> new LogPolicy(
                        s.text("file").map(f -> folder.resolve(f).normalize()),
                        s.whole("maxSize").orElse(d.maxBytes()),
                        s.whole("maxFiles").map(Long::intValue).orElse(d.maxFiles()),
                        s.time("maxAge"),
                        s.whole("spool").orElse(d.spoolBytes())))
                .orElse(d);
    }

    private OptionalInt number(String key) {
        return app.whole(key).map(n -> OptionalInt.of(n.intValue())).orElse(OptionalInt.empty());
    }

    private void oneOf(String key, String other) {
        if (app.has(key) && app.has(other)) {
            mistake(other, "stands beside \"" + key + "\" in line " + app.lineOf(key) + "; keep one of them");
        }
    }

    private <T> Optional<T> at(String key, Supplier<T> value) {
        return mistakes.at(app, key, value);
    }

    private Optional<Guess.Program> wrong(String key, String message) {
        mistake(key, message);
        return Optional.empty();
    }

    private void mistake(String key, String message) {
        mistakes.add(app, key, message);
    }
}
