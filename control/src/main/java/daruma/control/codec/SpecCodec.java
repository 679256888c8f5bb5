package daruma.control.codec;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.ObjectBuilder;
import daruma.control.json.Words;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Backoff;
import daruma.model.Command;
import daruma.model.CrashLoopRule;
import daruma.model.Dependencies;
import daruma.model.DesiredApp;
import daruma.model.Health;
import daruma.model.LogPolicy;
import daruma.model.ProcessSettings;
import daruma.model.ProgramKind;
import daruma.model.Readiness;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import daruma.model.Rlimit;
import daruma.model.Signal;
import daruma.model.SlotWish;
import daruma.model.StopPolicy;
import daruma.model.Traffic;
import daruma.model.UpdatePolicy;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is declared: {@link AppSpec} with its parts, and {@link DesiredApp}. */
public final class SpecCodec {
    private SpecCodec() {}

    public static Json.Obj write(DesiredApp app) {
        var out = Json.object()
                .put("id", app.id())
                .put("running", app.running())
                .put("specGeneration", app.specGeneration())
                .put("restartEpoch", app.restartEpoch())
                .put("spec", write(app.spec()));
        if (!app.alike().isEmpty()) {
            out.put("alike", List.copyOf(app.alike()), Json::of);
        }
        return writeSlots(app, RolloutCodec.write(app, out)).build();
    }

    /** Left out where nothing was asked of single instances, which is nearly always. */
    static ObjectBuilder writeSlots(DesiredApp app, ObjectBuilder out) {
        return app.slots().isEmpty()
                ? out
                : out.put(
                        "slots",
                        List.copyOf(app.slots().entrySet()),
                        entry -> Json.object()
                                .put("slot", entry.getKey())
                                .put("running", entry.getValue().running())
                                .put("present", entry.getValue().present())
                                .put("restartEpoch", entry.getValue().restartEpoch())
                                .build());
    }

    static SortedMap<Integer, SlotWish> slots(Fields in) {
        var slots = new TreeMap<Integer, SlotWish>();
        in.objects(
                        "slots",
                        slot -> Map.entry(
                                slot.int32("slot"),
                                new SlotWish(
                                        slot.flag("running", true),
                                        slot.flag("present", true),
                                        slot.integer("restartEpoch", 0))))
                .forEach(entry -> slots.put(entry.getKey(), entry.getValue()));
        return slots;
    }

    public static DesiredApp desired(Fields in) {
        return new DesiredApp(
                in.int32("id"),
                in.object("spec", SpecCodec::spec),
                in.flag("running", true),
                in.integer("specGeneration", 1),
                in.integer("restartEpoch", 0),
                slots(in),
                new TreeSet<>(in.integers("alike")),
                RolloutCodec.releases(in),
                in.optionalObject("rollout", RolloutCodec::rollout));
    }

    public static Json.Obj write(AppSpec spec) {
        var out = Json.object()
                .put("name", spec.name().value())
                .put("namespace", spec.namespace())
                .put("command", write(spec.command()));
        if (!spec.env().isEmpty()) {
            out.put("env", Json.strings(spec.env()));
        }
        if (!spec.inheritedEnv().isEmpty()) {
            out.put("inheritedEnv", Json.strings(spec.inheritedEnv()));
        }
        if (!spec.health().equals(Health.DEFAULT)) {
            out.put("health", HealthCodec.write(spec.health()));
        }
        if (!spec.dependencies().equals(Dependencies.NONE)) {
            out.put("dependencies", HealthCodec.write(spec.dependencies()));
        }
        if (!spec.traffic().equals(Traffic.OWN)) {
            out.put("traffic", RolloutCodec.write(spec.traffic()));
        }
        if (!spec.update().equals(UpdatePolicy.DEFAULT)) {
            out.put("update", RolloutCodec.write(spec.update()));
        }
        return out.put("replicas", spec.replicas())
                .put("port", spec.port())
                .put("readiness", write(spec.readiness()))
                .put("restart", write(spec.restart()))
                .put("stop", write(spec.stop()))
                .put("process", write(spec.process()))
                .put("logs", write(spec.logs()))
                .build();
    }

    public static AppSpec spec(Fields in) {
        return new AppSpec(
                in.parsed("name", AppName::new),
                in.string("namespace", AppSpec.DEFAULT_NAMESPACE),
                in.object("command", SpecCodec::command),
                in.stringMap("env"),
                in.stringMap("inheritedEnv"),
                in.int32("replicas", 1),
                in.optionalInt32("port"),
                in.object("readiness", SpecCodec::readiness, Readiness.DEFAULT),
                in.object("restart", SpecCodec::restart, RestartPolicy.DEFAULT),
                in.object("stop", SpecCodec::stop, StopPolicy.DEFAULT),
                in.object("process", SpecCodec::process, ProcessSettings.DEFAULT),
                in.object("logs", SpecCodec::logs, LogPolicy.DEFAULT),
                in.object("health", HealthCodec::health, Health.DEFAULT),
                in.object("dependencies", HealthCodec::dependencies, Dependencies.NONE),
                in.object("traffic", RolloutCodec::traffic, Traffic.OWN),
                in.object("update", RolloutCodec::update, UpdatePolicy.DEFAULT));
    }

    private static Json.Obj write(Command command) {
        return Json.object()
                .put("argv", Json.strings(command.argv()))
                .put("cwd", command.cwd().toString())
                .put("kind", Words.of(command.kind()))
                .put("script", command.script(), path -> Json.of(path.toString()))
                .build();
    }

    private static Command command(Fields in) {
        return new Command(
                in.strings("argv"),
                path(in, "cwd", in.string("cwd")),
                in.choice("kind", ProgramKind.values(), ProgramKind.BINARY),
                in.optionalString("script").map(text -> path(in, "script", text)));
    }

    private static Json.Obj write(Readiness readiness) {
        return Json.object()
                .put("rule", Words.of(readiness.rule()))
                .put("deadline", readiness.deadline().toString())
                .put("settle", readiness.settle().toString())
                .build();
    }

    private static Readiness readiness(Fields in) {
        return new Readiness(
                in.choice("rule", Readiness.Rule.values(), Readiness.DEFAULT.rule()),
                in.duration("deadline", Readiness.DEFAULT.deadline()),
                in.duration("settle", Readiness.DEFAULT.settle()));
    }

    private static Json.Obj write(RestartPolicy restart) {
        var out = Json.object()
                .put("mode", Words.of(restart.mode()))
                .put("backoff", write(restart.backoff()))
                .put("crashLoop", write(restart.crashLoop()))
                .put("giveUpAfter", restart.giveUpAfter());
        if (!restart.stopExitCodes().isEmpty()) {
            out.put("stopExitCodes", restart.stopExitCodes().stream().sorted().toList(), Json::of);
        }
        return out.build();
    }

    private static RestartPolicy restart(Fields in) {
        return new RestartPolicy(
                in.choice("mode", RestartMode.values(), RestartPolicy.DEFAULT.mode()),
                in.object("backoff", SpecCodec::backoff, Backoff.DEFAULT),
                in.object("crashLoop", SpecCodec::crashLoop, CrashLoopRule.DEFAULT),
                in.optionalInt32("giveUpAfter"),
                Set.copyOf(in.int32s("stopExitCodes")));
    }

    private static Json.Obj write(Backoff backoff) {
        return Json.object()
                .put("first", backoff.first().toString())
                .put("initial", backoff.initial().toString())
                .put("factor", backoff.factor())
                .put("max", backoff.max().toString())
                .put("jitter", backoff.jitter())
                .put("reset", backoff.reset().toString())
                .build();
    }

    private static Backoff backoff(Fields in) {
        var fallback = Backoff.DEFAULT;
        return new Backoff(
                in.duration("first", fallback.first()),
                in.duration("initial", fallback.initial()),
                in.real("factor", fallback.factor()),
                in.duration("max", fallback.max()),
                in.real("jitter", fallback.jitter()),
                in.duration("reset", fallback.reset()));
    }

    private static Json.Obj write(CrashLoopRule rule) {
        return Json.object()
                .put("deaths", rule.deaths())
                .put("within", rule.within().toString())
                .put("window", rule.window().toString())
                .put("minDeaths", rule.minDeaths())
                .put("minReadyShare", rule.minReadyShare())
                .build();
    }

    private static CrashLoopRule crashLoop(Fields in) {
        var fallback = CrashLoopRule.DEFAULT;
        return new CrashLoopRule(
                in.int32("deaths", fallback.deaths()),
                in.duration("within", fallback.within()),
                in.duration("window", fallback.window()),
                in.int32("minDeaths", fallback.minDeaths()),
                in.real("minReadyShare", fallback.minReadyShare()));
    }

    private static Json.Obj write(StopPolicy stop) {
        return Json.object()
                .put("signal", stop.signal().name())
                .put("grace", stop.grace().toString())
                .build();
    }

    private static StopPolicy stop(Fields in) {
        return new StopPolicy(
                in.optionalParsed("signal", Signal::parse).orElse(StopPolicy.DEFAULT.signal()),
                in.duration("grace", StopPolicy.DEFAULT.grace()));
    }

    private static Json.Obj write(ProcessSettings settings) {
        var out = Json.object()
                .put("user", settings.user(), Json::of)
                .put("group", settings.group(), Json::of)
                .put("umask", settings.umask())
                .put("nice", settings.nice())
                .put("oomScoreAdjust", settings.oomScoreAdjust());
        if (!settings.limits().isEmpty()) {
            out.put("limits", settings.limits(), SpecCodec::write);
        }
        return out.build();
    }

    private static ProcessSettings process(Fields in) {
        return new ProcessSettings(
                in.optionalString("user"),
                in.optionalString("group"),
                in.optionalInt32("umask"),
                in.optionalInt32("nice"),
                in.optionalInt32("oomScoreAdjust"),
                in.objects("limits", SpecCodec::limit));
    }

    private static Json.Obj write(Rlimit limit) {
        return Json.object()
                .put("name", limit.name())
                .put("soft", limit.soft())
                .put("hard", limit.hard(), Json::of)
                .build();
    }

    private static Rlimit limit(Fields in) {
        var hard = in.optionalInteger("hard");
        return new Rlimit(
                in.string("name"),
                in.integer("soft"),
                hard.isPresent() ? Optional.of(hard.getAsLong()) : Optional.empty());
    }

    private static Json.Obj write(LogPolicy logs) {
        return Json.object()
                .put("file", logs.file(), path -> Json.of(path.toString()))
                .put("maxBytes", logs.maxBytes())
                .put("maxFiles", logs.maxFiles())
                .put("maxAge", logs.maxAge(), age -> Json.of(age.toString()))
                .put("spoolBytes", logs.spoolBytes())
                .build();
    }

    private static LogPolicy logs(Fields in) {
        var fallback = LogPolicy.DEFAULT;
        return new LogPolicy(
                in.optionalString("file").map(text -> path(in, "file", text)),
                in.integer("maxBytes", fallback.maxBytes()),
                in.int32("maxFiles", fallback.maxFiles()),
                in.optionalDuration("maxAge"),
                in.integer("spoolBytes", fallback.spoolBytes()));
    }

    private static Path path(Fields in, String name, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw in.refuse(name, "\"" + text + "\" is not a path: " + e.getReason());
        }
    }
}
