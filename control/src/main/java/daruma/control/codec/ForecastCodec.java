package daruma.control.codec;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.Words;
import daruma.model.AppName;
import daruma.model.Event;
import daruma.model.Forecast;
import daruma.model.StatusWord;

/** What would happen. */
public final class ForecastCodec {
    private ForecastCodec() {}

    public static Json.Obj write(Forecast forecast) {
        return Json.object()
                .put("app", forecast.app().value())
                .put("steps", forecast.steps(), ForecastCodec::write)
                .put("outcome", forecast.outcome(), ForecastCodec::write)
                .put("contradictions", Json.strings(forecast.contradictions()))
                .build();
    }

    public static Forecast forecast(Fields in) {
        return new Forecast(
                in.parsed("app", AppName::new),
                in.objects("steps", ForecastCodec::step),
                in.optionalObject("outcome", ForecastCodec::outcome),
                in.strings("contradictions"));
    }

    private static Json.Obj write(Forecast.Step step) {
        return Json.object()
                .put("at", step.at().toString())
                .put("type", Words.of(step.type()))
                .put("reason", step.reason())
                .put("incarnation", step.incarnation())
                .put("message", step.message())
                .put("rule", step.rule())
                .build();
    }

    private static Forecast.Step step(Fields in) {
        return new Forecast.Step(
                in.duration("at"),
                in.choice("type", Event.Type.values(), Event.Type.NORMAL),
                in.string("reason"),
                in.integer("incarnation", 0),
                in.string("message"),
                in.string("rule", ""));
    }

    private static Json.Obj write(Forecast.Outcome outcome) {
        return Json.object()
                .put("deaths", outcome.deaths())
                .put("readyShare", outcome.readyShare())
                .put("crashLoopAt", outcome.crashLoopAt(), at -> Json.of(at.toString()))
                .put("status", outcome.status().word())
                .build();
    }

    private static Forecast.Outcome outcome(Fields in) {
        return new Forecast.Outcome(
                in.int32("deaths"),
                in.real("readyShare"),
                in.optionalDuration("crashLoopAt"),
                in.parsed("status", StatusWord::ofWord));
    }
}
