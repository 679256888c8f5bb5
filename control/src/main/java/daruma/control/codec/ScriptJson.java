package daruma.control.codec;

import daruma.control.json.Json;
import daruma.control.json.Words;
import daruma.model.AppStatus;
import daruma.model.Bundle;
import daruma.model.Event;
import daruma.model.ExitStatus;
import daruma.model.Forecast;
import daruma.model.Incident;
import daruma.model.IncidentReport;
import daruma.model.InstanceStatus;
import daruma.model.LastExit;
import daruma.model.LogLine;
import daruma.model.RolloutStatus;
import daruma.model.Signal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The output of {@code -o json}: stable from the first release, and kept apart from the wire so that the wire may change.
 * Every property is always there, {@code null} where nothing is known, so that scripts need no case for absence. Times are
 * UTC with milliseconds. Written only; environments are never in it.
 */
public final class ScriptJson {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private ScriptJson() {}

    /** {@code daruma ls}, and the changed apps of every other verb. */
    public static Json.Arr apps(List<AppStatus> apps) {
        return new Json.Arr(apps.stream().<Json>map(ScriptJson::app).toList());
    }

    public static Json.Obj app(AppStatus app) {
        var spec = app.desired().spec();
        var port = spec.port().isPresent()
                ? spec.port()
                : app.instances().stream()
                        .map(InstanceStatus::port)
                        .filter(OptionalInt::isPresent)
                        .findFirst()
                        .orElse(OptionalInt.empty());
        return Json.object()
                .put("id", app.desired().id())
                .put("name", spec.name().value())
                .put("namespace", spec.namespace())
                .put("status", app.status().word())
                .put("desired", app.desired().running() ? spec.replicas() : 0)
                .put("ready", app.ready())
                .put("port", port.isPresent() ? Json.of(port.getAsInt()) : Json.Null.VALUE)
                .put("traffic", Words.of(spec.traffic().mode()))
                .put("spare", spec.traffic().spare())
                .put("release", app.release())
                .put("rollout", app.rollout().<Json>map(ScriptJson::rollout).orElse(Json.Null.VALUE))
                .put("instances", app.instances(), it -> instance(it, it.id().slot() >= spec.replicas()))
                .build();
    }

    private static Json.Obj rollout(RolloutStatus it) {
        return Json.object()
                .put("kind", Words.of(it.kind()))
                .put("replaced", it.replaced())
                .put("of", it.of())
                .put("paused", it.paused())
                .put("failure", it.failure().map(Json::of).orElse(Json.Null.VALUE))
                .build();
    }

    /** @param beyond whether it is one beyond the replicas: it stands in, or is spare */
    private static Json.Obj instance(InstanceStatus it, boolean beyond) {
        return Json.object()
                .put("slot", it.id().slot())
                .put("incarnation", it.incarnation())
                .put("pid", it.process().map(process -> Json.of(process.pid())).orElse(Json.Null.VALUE))
                .put("status", it.status().word())
                .put("ready", it.ready())
                .put("restarts", it.restarts())
                .put("startedAt", timeOrNull(it.startedAt()))
                .put(
                        "cpuPercent",
                        it.usage().map(usage -> Json.of(usage.cpuPercent())).orElse(Json.Null.VALUE))
                .put(
                        "memoryBytes",
                        it.usage().map(usage -> Json.of(usage.memoryBytes())).orElse(Json.Null.VALUE))
                .put("lastExit", it.lastExit().<Json>map(ScriptJson::lastExit).orElse(Json.Null.VALUE))
                .put("nextTryAt", timeOrNull(it.nextTryAt()))
                .put("reason", it.reason().map(Json::of).orElse(Json.Null.VALUE))
                .put("notice", it.notice().map(Json::of).orElse(Json.Null.VALUE))
                .put("says", it.says().map(Json::of).orElse(Json.Null.VALUE))
                .put("port", it.port().isPresent() ? Json.of(it.port().getAsInt()) : Json.Null.VALUE)
                .put("beyond", beyond)
                .build();
    }

    private static Json.Obj lastExit(LastExit exit) {
        var status = exit.status();
        return Json.object()
                .put("code", status instanceof ExitStatus.Exited(var code) ? Json.of(code) : Json.Null.VALUE)
                .put(
                        "signal",
                        status instanceof ExitStatus.Signaled(var number, var _)
                                ? Json.of(Signal.ofNumber(number)
                                        .map(Signal::name)
                                        .orElse("SIG" + number))
                                : Json.Null.VALUE)
                .put("core", status instanceof ExitStatus.Signaled(var _, var core) && core)
                .put("at", time(exit.at()))
                .put("reason", status.describe())
                .put("asked", exit.asked())
                .put("forced", exit.forced())
                .build();
    }

    /** {@code daruma describe}: the app, and beside it its spec, its probes, its events and its last lines. */
    public static Json.Obj description(AppStatus app, List<Event> events, List<LogLine> lines) {
        var spec = app.desired().spec();
        var out = Json.object();
        app(app).members().forEach(out::put);
        var declared = Json.object();
        SpecCodec.write(spec.withEnv(Map.of()).withInheritedEnv(Map.of()))
                .members()
                .forEach(declared::put);
        return out.put("spec", declared.build())
                .put(
                        "probes",
                        app.instances(),
                        it -> Json.object()
                                .put("slot", it.id().slot())
                                .put("probe", "readiness")
                                .put("rule", Words.of(spec.readiness().rule()))
                                .put("ready", it.ready())
                                .put("readyAt", timeOrNull(it.readyAt()))
                                .put(
                                        "port",
                                        it.port().isPresent()
                                                ? Json.of(it.port().getAsInt())
                                                : Json.Null.VALUE)
                                .put("reason", it.reason().map(Json::of).orElse(Json.Null.VALUE))
                                .put("notice", it.notice().map(Json::of).orElse(Json.Null.VALUE))
                                .put("nextTryAt", timeOrNull(it.nextTryAt()))
                                .build())
                .put("events", events, ScriptJson::event)
                .put("logs", lines, ScriptJson::line)
                .build();
    }

    /** One line of {@code daruma events}. */
    public static Json.Obj event(Event event) {
        return Json.object()
                .put("id", event.id())
                .put("time", time(event.at()))
                .put("type", type(event.type()))
                .put("reason", event.reason())
                .put("object", event.object())
                .put("incarnation", event.incarnation())
                .put("message", event.message())
                .put("cause", event.cause())
                .put("rule", event.rule())
                .put("decision", event.decision())
                .put(
                        "causedBy",
                        event.causedBy().isPresent() ? Json.of(event.causedBy().getAsLong()) : Json.Null.VALUE)
                .build();
    }

    /** One of {@code daruma incidents}. */
    public static Json.Obj incident(Incident incident) {
        return Json.object()
                .put("number", incident.number())
                .put("app", incident.app().value())
                .put("kind", Words.of(incident.kind()))
                .put("cause", incident.cause())
                .put("title", incident.title())
                .put("frames", Json.strings(incident.frames()))
                .put("fingerprint", incident.fingerprint())
                .put("release", incident.release())
                .put("count", incident.count())
                .put("firstSeen", time(incident.firstSeen()))
                .put("lastSeen", time(incident.lastSeen()))
                .put("slot", incident.last().instance().slot())
                .put("incarnation", incident.last().number())
                .build();
    }

    /** {@code daruma incidents show}: the incident, and beside it what was gathered. */
    public static Json.Obj incident(IncidentReport report) {
        var out = Json.object();
        incident(report.incident()).members().forEach(out::put);
        return out.put("evidence", report.bundles(), ScriptJson::bundle).build();
    }

    private static Json.Obj bundle(Bundle bundle) {
        return Json.object()
                .put("slot", bundle.incarnation().instance().slot())
                .put("incarnation", bundle.incarnation().number())
                .put("time", time(bundle.at()))
                .put("tookSeconds", bundle.took().toMillis() / 1_000.0)
                .put("directory", bundle.directory().toString())
                .put(
                        "parts",
                        bundle.parts(),
                        part -> Json.object()
                                .put("name", part.name())
                                .put("bytes", part.bytes())
                                .put("text", part.text())
                                .build())
                .put("missing", Json.strings(bundle.missing()))
                .build();
    }

    /** One of {@code daruma simulate}. Times are seconds from the first launch on. */
    public static Json.Obj forecast(Forecast forecast) {
        return Json.object()
                .put("app", forecast.app().value())
                .put("contradictions", Json.strings(forecast.contradictions()))
                .put(
                        "outcome",
                        forecast.outcome().<Json>map(ScriptJson::outcome).orElse(Json.Null.VALUE))
                .put(
                        "steps",
                        forecast.steps(),
                        step -> Json.object()
                                .put("atSeconds", step.at().toMillis() / 1_000.0)
                                .put("type", type(step.type()))
                                .put("reason", step.reason())
                                .put("incarnation", step.incarnation())
                                .put("message", step.message())
                                .put("rule", step.rule())
                                .build())
                .build();
    }

    private static Json.Obj outcome(Forecast.Outcome outcome) {
        return Json.object()
                .put("deaths", outcome.deaths())
                .put("readyShare", outcome.readyShare())
                .put(
                        "crashLoopAtSeconds",
                        outcome.crashLoopAt()
                                .map(at -> Json.of(at.toMillis() / 1_000.0))
                                .orElse(Json.Null.VALUE))
                .put("status", outcome.status().word())
                .build();
    }

    private static String type(Event.Type type) {
        return switch (type) {
            case NORMAL -> "Normal";
            case WARNING -> "Warning";
        };
    }

    /** One line of {@code daruma logs}. */
    public static Json.Obj line(LogLine line) {
        return Json.object()
                .put("time", time(line.time()))
                .put("app", line.app().value())
                .put("slot", line.slot())
                .put("stream", Words.of(line.stream()))
                .put("message", line.message())
                .build();
    }

    /**
     * {@code daruma info}.
     *
     * @param daemon empty: none is running
     */
    public static Json.Obj info(
            String version, String home, String socket, String logs, String java, Optional<Daemon> daemon) {
        return Json.object()
                .put("version", version)
                .put("home", home)
                .put("socket", socket)
                .put("logs", logs)
                .put("java", java)
                .put(
                        "daemon",
                        daemon.<Json>map(it -> Json.object()
                                        .put("pid", it.pid())
                                        .put("startedAt", time(it.startedAt()))
                                        .put("adopted", it.adopted())
                                        .build())
                                .orElse(Json.Null.VALUE))
                .build();
    }

    /** The part of {@link #info} that only a running daemon has. */
    public record Daemon(long pid, Instant startedAt, int adopted) {}

    private static Json timeOrNull(Optional<Instant> at) {
        return at.map(it -> Json.of(time(it))).orElse(Json.Null.VALUE);
    }

    /** As all times of it: UTC, with milliseconds. */
    public static String time(Instant at) {
        return TIME.format(at);
    }
}
