package daruma.control.codec;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.Words;
import daruma.model.AppName;
import daruma.model.Dependencies;
import daruma.model.Evidence;
import daruma.model.Health;
import daruma.model.Limits;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.Recycling;
import daruma.model.Refused;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is declared about health and about other apps: {@link Health} and {@link Dependencies}. */
final class HealthCodec {
    private HealthCodec() {}

    static Json.Obj write(Health health) {
        return Json.object()
                .put("startup", health.startup(), HealthCodec::write)
                .put("liveness", health.liveness(), HealthCodec::write)
                .put("readiness", health.readiness(), HealthCodec::write)
                .put("watchdog", health.watchdog(), span -> Json.of(span.toString()))
                .put("watchForHangs", health.watchForHangs())
                .put("limits", write(health.limits()))
                .put("recycling", write(health.recycling()))
                .put("evidence", write(health.evidence()))
                .build();
    }

    static Health health(Fields in) {
        var fallback = Health.DEFAULT;
        return new Health(
                in.optionalObject("startup", HealthCodec::probe),
                in.optionalObject("liveness", HealthCodec::probe),
                in.optionalObject("readiness", HealthCodec::probe),
                in.optionalDuration("watchdog"),
                in.flag("watchForHangs", fallback.watchForHangs()),
                in.object("limits", HealthCodec::limits, fallback.limits()),
                in.object("recycling", HealthCodec::recycling, fallback.recycling()),
                in.object("evidence", HealthCodec::evidence, fallback.evidence()));
    }

    static Json.Obj write(Dependencies dependencies) {
        var out = Json.object();
        if (!dependencies.on().isEmpty()) {
            var on = new TreeMap<String, String>();
            dependencies.on().forEach((app, condition) -> on.put(app.value(), Words.of(condition)));
            out.put("on", Json.strings(on));
        }
        return out.put("group", dependencies.group(), HealthCodec::write).build();
    }

    static Dependencies dependencies(Fields in) {
        Map<AppName, Dependencies.Condition> on = new HashMap<>();
        in.stringMap("on").forEach((app, word) -> on.put(new AppName(app), condition(word)));
        return new Dependencies(on, in.optionalObject("group", HealthCodec::group));
    }

    private static Dependencies.Condition condition(String word) {
        for (var condition : Dependencies.Condition.values()) {
            if (Words.of(condition).equals(word)) {
                return condition;
            }
        }
        throw new Refused("unknown condition \"" + word + "\": use started, ready or completed");
    }

    private static Json.Obj write(Dependencies.Group group) {
        return Json.object()
                .put("name", group.name())
                .put("position", group.position())
                .put("strategy", Words.of(group.strategy()))
                .put("intensity", group.intensity())
                .put("period", group.period().toString())
                .build();
    }

    private static Dependencies.Group group(Fields in) {
        return new Dependencies.Group(
                in.string("name"),
                in.int32("position", 0),
                in.choice("strategy", Dependencies.Strategy.values(), Dependencies.Strategy.ONE_FOR_ONE),
                in.int32("intensity", Dependencies.Group.DEFAULT_INTENSITY),
                in.duration("period", Dependencies.Group.DEFAULT_PERIOD));
    }

    private static Json.Obj write(Probe probe) {
        var out = Json.object();
        switch (probe.check()) {
            case ProbeCheck.Http http -> out.put("http", write(http));
            case ProbeCheck.Tcp(var port) ->
                out.put("tcp", Json.object().put("port", port).build());
            case ProbeCheck.Exec(var argv) -> out.put("exec", Json.strings(argv));
            case ProbeCheck.Grpc(var port, var service) ->
                out.put(
                        "grpc",
                        Json.object().put("port", port).put("service", service).build());
            case ProbeCheck.Log(var pattern) -> out.put("log", pattern);
        }
        return out.put("initialDelay", probe.initialDelay().toString())
                .put("period", probe.period().toString())
                .put("timeout", probe.timeout().toString())
                .put("successThreshold", probe.successThreshold())
                .put("failureThreshold", probe.failureThreshold())
                .put("grace", probe.grace(), span -> Json.of(span.toString()))
                .build();
    }

    private static Probe probe(Fields in) {
        var fallback = Probe.of(new ProbeCheck.Exec(List.of("true")));
        return new Probe(
                check(in),
                in.duration("initialDelay", fallback.initialDelay()),
                in.duration("period", fallback.period()),
                in.duration("timeout", fallback.timeout()),
                in.int32("successThreshold", fallback.successThreshold()),
                in.int32("failureThreshold", fallback.failureThreshold()),
                in.optionalDuration("grace"));
    }

    private static ProbeCheck check(Fields in) {
        var argv = in.strings("exec");
        Optional<ProbeCheck> http = in.optionalObject("http", HealthCodec::http);
        Optional<ProbeCheck> tcp = in.optionalObject("tcp", fields -> new ProbeCheck.Tcp(fields.optionalInt32("port")));
        Optional<ProbeCheck> grpc = in.optionalObject(
                "grpc", fields -> new ProbeCheck.Grpc(fields.optionalInt32("port"), fields.string("service", "")));
        Optional<ProbeCheck> log = in.optionalString("log").map(ProbeCheck.Log::new);
        Optional<ProbeCheck> exec = argv.isEmpty() ? Optional.empty() : Optional.of(new ProbeCheck.Exec(argv));
        var given =
                Stream.of(http, tcp, exec, grpc, log).flatMap(Optional::stream).toList();
        if (given.size() != 1) {
            throw new Refused("a probe needs exactly one of http, tcp, exec, grpc and log, and has " + given.size());
        }
        return given.getFirst();
    }

    private static Json.Obj write(ProbeCheck.Http http) {
        var out =
                Json.object().put("port", http.port()).put("path", http.path()).put("tls", http.tls());
        if (!http.headers().isEmpty()) {
            out.put("headers", Json.strings(http.headers()));
        }
        return out.build();
    }

    private static ProbeCheck http(Fields in) {
        return new ProbeCheck.Http(
                in.optionalInt32("port"), in.string("path", "/"), in.stringMap("headers"), in.flag("tls", false));
    }

    private static Json.Obj write(Limits limits) {
        return Json.object()
                .put("memoryBytes", limits.memoryBytes())
                .put("cpuPercent", limits.cpuPercent())
                .put("tasks", limits.tasks())
                .build();
    }

    private static Limits limits(Fields in) {
        return new Limits(in.optionalInteger("memoryBytes"), in.optionalInt32("cpuPercent"), in.optionalInt32("tasks"));
    }

    private static Json.Obj write(Recycling recycling) {
        return Json.object()
                .put("maxAge", recycling.maxAge(), (Duration age) -> Json.of(age.toString()))
                .put("jitter", recycling.jitter())
                .put("cron", recycling.cron(), Json::of)
                .build();
    }

    private static Recycling recycling(Fields in) {
        return new Recycling(
                in.optionalDuration("maxAge"), in.real("jitter", Recycling.NEVER.jitter()), in.optionalString("cron"));
    }

    private static Json.Obj write(Evidence evidence) {
        return Json.object()
                .put("core", evidence.core())
                .put("heapDumpOnOom", evidence.heapDumpOnOom())
                .build();
    }

    private static Evidence evidence(Fields in) {
        return new Evidence(
                in.flag("core", Evidence.DEFAULT.core()), in.flag("heapDumpOnOom", Evidence.DEFAULT.heapDumpOnOom()));
    }
}
