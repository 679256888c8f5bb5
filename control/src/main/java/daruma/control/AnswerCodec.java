package daruma.control;

import daruma.control.codec.EventCodec;
import daruma.control.codec.ForecastCodec;
import daruma.control.codec.IncidentCodec;
import daruma.control.codec.LogLineCodec;
import daruma.control.codec.StatusCodec;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.model.AppName;
import daruma.model.InstanceId;
import daruma.model.StatusWord;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Answers as the parameters of varlink replies. */
final class AnswerCodec {
    private AnswerCodec() {}

    static Json.Obj write(Answer answer) {
        return switch (answer) {
            case Answer.Done() -> Json.Obj.EMPTY;
            case Answer.Pong(var version) ->
                Json.object().put("version", version).build();
            case Answer.DaemonInfo info -> write(info);
            case Answer.Progress(var instance, var status, var message) ->
                Json.object()
                        .put(
                                "progress",
                                Json.object()
                                        .put("app", instance.app().value())
                                        .put("slot", instance.slot())
                                        .put("status", status.word())
                                        .put("message", message)
                                        .build())
                        .build();
            case Answer.Changed(var apps, var failures, var notices) ->
                Json.object()
                        .put(
                                "changed",
                                Json.object()
                                        .put("apps", apps, StatusCodec::write)
                                        .put("failures", failures, AnswerCodec::write)
                                        .put("notices", Json.strings(notices))
                                        .build())
                        .build();
            case Answer.Listing(var apps) ->
                Json.object().put("apps", apps, StatusCodec::write).build();
            case Answer.Description(var app, var events, var lines) ->
                Json.object()
                        .put("app", StatusCodec.write(app))
                        .put("events", events, EventCodec::write)
                        .put("lines", lines, LogLineCodec::write)
                        .build();
            case Answer.History(var app, var releases) ->
                Json.object()
                        .put("app", app.value())
                        .put("releases", releases, HistoryCodec::write)
                        .build();
            case Answer.Story(var app, var events) ->
                Json.object()
                        .put("app", StatusCodec.write(app))
                        .put("events", events, EventCodec::write)
                        .build();
            case Answer.Events(var events, var dropped) ->
                Json.object()
                        .put("events", events, EventCodec::write)
                        .put("dropped", dropped)
                        .build();
            case Answer.Lines(var lines, var dropped) ->
                Json.object()
                        .put("lines", lines, LogLineCodec::write)
                        .put("dropped", dropped)
                        .build();
            case Answer.IncidentList(var incidents) ->
                Json.object().put("incidents", incidents, IncidentCodec::write).build();
            case Answer.IncidentShown(var report) -> IncidentCodec.write(report);
            case Answer.Forecasts(var forecasts) ->
                Json.object().put("forecasts", forecasts, ForecastCodec::write).build();
            case Answer.Environment(var object, var variables, var masked) ->
                Json.object()
                        .put("object", object)
                        .put("variables", Json.strings(variables))
                        .put("masked", Json.strings(List.copyOf(new TreeSet<>(masked))))
                        .build();
        };
    }

    static Answer.Done done(Fields in) {
        return new Answer.Done();
    }

    static Answer.Pong pong(Fields in) {
        return new Answer.Pong(in.string("version"));
    }

    private static Json.Obj write(Answer.DaemonInfo info) {
        return Json.object()
                .put("version", info.version())
                .put("pid", info.pid())
                .put("startedAt", info.startedAt().toString())
                .put("adopted", info.adopted())
                .put("home", info.home())
                .put("socket", info.socket())
                .put("logs", info.logs())
                .put("java", info.java())
                .put("notices", Json.strings(info.notices()))
                .build();
    }

    static Answer.DaemonInfo info(Fields in) {
        return new Answer.DaemonInfo(
                in.string("version"),
                in.integer("pid"),
                in.instant("startedAt"),
                in.int32("adopted"),
                in.string("home"),
                in.string("socket"),
                in.string("logs"),
                in.string("java"),
                in.strings("notices"));
    }

    static Answer.Step step(Fields in) {
        var progress = in.optionalObject("progress", AnswerCodec::progress);
        var changed = in.optionalObject("changed", AnswerCodec::changed);
        if (progress.isPresent()) {
            return progress.get();
        }
        return changed.orElseThrow(() -> in.refuse("changed", "missing, and so is \"progress\""));
    }

    private static Answer.Progress progress(Fields in) {
        return new Answer.Progress(
                new InstanceId(in.parsed("app", AppName::new), in.int32("slot")),
                in.parsed("status", StatusWord::ofWord),
                in.string("message"));
    }

    private static Answer.Changed changed(Fields in) {
        return new Answer.Changed(
                in.objects("apps", StatusCodec::app),
                in.objects("failures", AnswerCodec::failure),
                in.strings("notices"));
    }

    private static Json.Obj write(Answer.Failure failure) {
        return Json.object()
                .put("app", failure.app().value())
                .put("message", failure.message())
                .put("lastLines", failure.lastLines(), LogLineCodec::write)
                .build();
    }

    private static Answer.Failure failure(Fields in) {
        return new Answer.Failure(
                in.parsed("app", AppName::new), in.string("message"), in.objects("lastLines", LogLineCodec::line));
    }

    static Answer.Listing listing(Fields in) {
        return new Answer.Listing(in.objects("apps", StatusCodec::app));
    }

    static Answer.Description description(Fields in) {
        return new Answer.Description(
                in.object("app", StatusCodec::app),
                in.objects("events", EventCodec::event),
                in.objects("lines", LogLineCodec::line));
    }

    static Answer.Story story(Fields in) {
        return new Answer.Story(in.object("app", StatusCodec::app), in.objects("events", EventCodec::event));
    }

    static Answer.History history(Fields in) {
        return new Answer.History(in.parsed("app", AppName::new), in.objects("releases", HistoryCodec::entry));
    }

    static Answer.Events events(Fields in) {
        return new Answer.Events(in.objects("events", EventCodec::event), in.integer("dropped", 0));
    }

    static Answer.Lines lines(Fields in) {
        return new Answer.Lines(in.objects("lines", LogLineCodec::line), in.integer("dropped", 0));
    }

    static Answer.IncidentList incidents(Fields in) {
        return new Answer.IncidentList(in.objects("incidents", IncidentCodec::incident));
    }

    static Answer.IncidentShown incident(Fields in) {
        return new Answer.IncidentShown(IncidentCodec.report(in));
    }

    static Answer.Forecasts forecasts(Fields in) {
        return new Answer.Forecasts(in.objects("forecasts", ForecastCodec::forecast));
    }

    static Answer.Environment environment(Fields in) {
        return new Answer.Environment(in.string("object"), in.stringMap("variables"), Set.copyOf(in.strings("masked")));
    }
}
