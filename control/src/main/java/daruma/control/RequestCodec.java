package daruma.control;

import daruma.control.codec.SpecCodec;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.ObjectBuilder;
import daruma.control.json.Words;
import daruma.model.LogLine;
import daruma.model.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Requests as the parameters of varlink calls. */
public final class RequestCodec {
    /** Lines that {@code Describe} and {@code Logs} give if nobody says how many. */
    public static final int DEFAULT_LINES = 15;

    private RequestCodec() {}

    public static Json.Obj write(Request<?> request) {
        if (request instanceof Request.ListApps(var selectors)) {
            return selecting(selectors)
                    .build(); // before the switch: the first of a run costs some 10 ms, and "ls" is to be quick
        }
        return switch (request) {
            case Request.Ping _, Request.DaemonInfo _, Request.Save _ -> Json.Obj.EMPTY;
            case Request.Start(var apps, var waiting) ->
                Json.object()
                        .put("apps", apps, SpecCodec::write)
                        .put("wait", waiting)
                        .build();
            case Request.Resume(var selectors, var waiting) ->
                selecting(selectors).put("wait", waiting).build();
            case Request.Stop(var selectors, var waiting) ->
                selecting(selectors).put("wait", waiting).build();
            case Request.Restart(var selectors, var inheritedEnv, var waiting) ->
                selecting(selectors)
                        .put("inheritedEnv", inheritedEnv, Json::strings)
                        .put("wait", waiting)
                        .build();
            case Request.Scale(var selectors, var size, var waiting) ->
                selecting(selectors)
                        .put(size.relative() ? "by" : "to", size.number())
                        .put("wait", waiting)
                        .build();
            case Request.Reload(var selectors, var inheritedEnv, var waiting) ->
                selecting(selectors)
                        .put("inheritedEnv", inheritedEnv, Json::strings)
                        .put("wait", waiting)
                        .build();
            case Request.Update(var apps, var mergeEnv, var unsetEnv, var updateEnv, var waiting) ->
                Json.object()
                        .put("apps", apps, SpecCodec::write)
                        .put("mergeEnv", mergeEnv)
                        .put("unsetEnv", Json.strings(unsetEnv))
                        .put("updateEnv", updateEnv)
                        .put("wait", waiting)
                        .build();
            case Request.Rollout(var selectors, var step, var to, var waiting) ->
                selecting(selectors)
                        .put("step", Words.of(step))
                        .put("to", to)
                        .put("wait", waiting)
                        .build();
            case Request.Releases(var selector) ->
                Json.object().put("selector", selector).build();
            case Request.Delete(var selectors) -> selecting(selectors).build();
            case Request.Reset(var selectors) -> selecting(selectors).build();
            case Request.ListApps(var selectors) -> selecting(selectors).build();
            case Request.Describe(var selector, var lines) ->
                Json.object().put("selector", selector).put("lines", lines).build();
            case Request.Why(var selector) ->
                Json.object().put("selector", selector).build();
            case Request.Events(var selectors, var sinceId, var follow) ->
                selecting(selectors)
                        .put("sinceId", sinceId)
                        .put("follow", follow)
                        .build();
            case Request.Logs(var query) -> write(query);
            case Request.Env(var selector, var reveal) ->
                Json.object().put("selector", selector).put("reveal", reveal).build();
            case Request.Incidents _ -> Json.Obj.EMPTY;
            case Request.ShowIncident(var number) ->
                Json.object().put("number", number).build();
            case Request.Simulate(var apps, var fall, var span, var seed) ->
                Json.object()
                        .put("apps", apps, SpecCodec::write)
                        .put("fall", fall, RequestCodec::write)
                        .put("span", span.toString())
                        .put("seed", seed)
                        .build();
            case Request.Resurrect(var waiting) ->
                Json.object().put("wait", waiting).build();
            case Request.Shutdown(var stopApps, var drain) ->
                Json.object().put("stopApps", stopApps).put("drain", drain).build();
        };
    }

    /**
     * Reads what was asked.
     *
     * @param method of {@link Method#ALL}
     * @throws daruma.control.json.BadJson if the parameters are not those of the method; unknown ones are refused
     */
    public static Request<?> read(Method<?> method, Json.Obj parameters) {
        return Fields.read(parameters, in -> read(method, in));
    }

    private static Request<?> read(Method<?> method, Fields in) {
        return switch (method.name()) {
            case "Ping" -> new Request.Ping();
            case "Info" -> new Request.DaemonInfo();
            case "Start" -> new Request.Start(in.objects("apps", SpecCodec::spec), in.flag("wait", true));
            case "Resume" -> new Request.Resume(in.strings("selectors"), in.flag("wait", true));
            case "Stop" -> new Request.Stop(in.strings("selectors"), in.flag("wait", true));
            case "Restart" ->
                new Request.Restart(
                        in.strings("selectors"), in.optionalStringMap("inheritedEnv"), in.flag("wait", true));
            case "Scale" -> new Request.Scale(in.strings("selectors"), size(in), in.flag("wait", true));
            case "Reload" ->
                new Request.Reload(
                        in.strings("selectors"), in.optionalStringMap("inheritedEnv"), in.flag("wait", true));
            case "Update" ->
                new Request.Update(
                        in.objects("apps", SpecCodec::spec),
                        in.flag("mergeEnv", false),
                        in.strings("unsetEnv"),
                        in.flag("updateEnv", false),
                        in.flag("wait", true));
            case "Rollout" ->
                new Request.Rollout(
                        in.strings("selectors"),
                        in.choice("step", Request.Rollout.Step.values()),
                        in.optionalInt32("to"),
                        in.flag("wait", true));
            case "Releases" -> new Request.Releases(in.string("selector"));
            case "Delete" -> new Request.Delete(in.strings("selectors"));
            case "Reset" -> new Request.Reset(in.strings("selectors"));
            case "List" -> new Request.ListApps(in.strings("selectors"));
            case "Describe" -> new Request.Describe(in.string("selector"), in.int32("lines", DEFAULT_LINES));
            case "Why" -> new Request.Why(in.string("selector"));
            case "Events" ->
                new Request.Events(in.strings("selectors"), in.optionalInteger("sinceId"), in.flag("follow", false));
            case "Logs" -> new Request.Logs(logs(in));
            case "Env" -> new Request.Env(in.string("selector"), in.flag("reveal", false));
            case "Incidents" -> new Request.Incidents();
            case "ShowIncident" -> new Request.ShowIncident(in.integer("number"));
            case "Simulate" ->
                new Request.Simulate(
                        in.objects("apps", SpecCodec::spec),
                        in.optionalObject("fall", RequestCodec::fall),
                        in.duration("span"),
                        in.integer("seed", 0));
            case "Save" -> new Request.Save();
            case "Resurrect" -> new Request.Resurrect(in.flag("wait", true));
            case "Shutdown" -> new Request.Shutdown(in.flag("stopApps", false), in.flag("drain", false));
            default -> throw new IllegalArgumentException("no request for the method " + method.name());
        };
    }

    private static Json.Obj write(Request.Simulate.Fall fall) {
        return Json.object()
                .put("every", fall.every().toString())
                .put("readyAfter", fall.readyAfter().toString())
                .put("exitCode", fall.exitCode())
                .build();
    }

    private static Request.Simulate.Fall fall(Fields in) {
        return new Request.Simulate.Fall(
                in.duration("every"), in.duration("readyAfter", Duration.ZERO), in.int32("exitCode", 1));
    }

    private static Size size(Fields in) {
        var to = in.optionalInt32("to");
        var by = in.optionalInt32("by");
        if (to.isPresent() == by.isPresent()) {
            throw in.refuse("to", "either this or \"by\" must be there");
        }
        try {
            return new Size(by.isPresent(), by.orElseGet(to::getAsInt));
        } catch (Refused e) {
            throw in.refuse(by.isPresent() ? "by" : "to", String.valueOf(e.getMessage()));
        }
    }

    private static ObjectBuilder selecting(List<String> selectors) {
        return Json.object().put("selectors", Json.strings(selectors));
    }

    private static Json.Obj write(LogQuery query) {
        return selecting(query.selectors())
                .put("lines", query.lines())
                .put("since", query.since(), at -> Json.of(at.toString()))
                .put("until", query.until(), at -> Json.of(at.toString()))
                .put("grep", query.grep(), Json::of)
                .put(
                        "streams",
                        Json.strings(new TreeSet<>(query.streams())
                                .stream().map(Words::of).toList()))
                .put("previous", query.previous())
                .put("follow", query.follow())
                .build();
    }

    private static LogQuery logs(Fields in) {
        return new LogQuery(
                in.strings("selectors"),
                in.int32("lines", DEFAULT_LINES),
                in.optionalInstant("since"),
                in.optionalInstant("until"),
                optionalPattern(in),
                in.strings("streams").stream().map(RequestCodec::stream).collect(Collectors.toUnmodifiableSet()),
                in.flag("previous", false),
                in.flag("follow", false));
    }

    private static Optional<String> optionalPattern(Fields in) {
        return in.optionalParsed("grep", text -> {
            try {
                return Pattern.compile(text).pattern();
            } catch (PatternSyntaxException e) {
                throw new Refused("\"" + text + "\" is not a regular expression: " + e.getDescription());
            }
        });
    }

    private static LogLine.Stream stream(String word) {
        return Stream.of(LogLine.Stream.values())
                .filter(stream -> Words.of(stream).equals(word))
                .findFirst()
                .orElseThrow(() -> new Refused("streams: \"" + word + "\" is none of out, err, note"));
    }
}
