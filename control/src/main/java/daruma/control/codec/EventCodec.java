package daruma.control.codec;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.Words;
import daruma.model.Event;

/** What happened. */
public final class EventCodec {
    private EventCodec() {}

    public static Json.Obj write(Event event) {
        return Json.object()
                .put("id", event.id())
                .put("at", event.at().toString())
                .put("type", Words.of(event.type()))
                .put("reason", event.reason())
                .put("object", event.object())
                .put("incarnation", event.incarnation())
                .put("message", event.message())
                .put("cause", event.cause())
                .put("rule", event.rule())
                .put("decision", event.decision())
                .put("causedBy", event.causedBy())
                .build();
    }

    public static Event event(Fields in) {
        return new Event(
                in.integer("id"),
                in.instant("at"),
                in.choice("type", Event.Type.values(), Event.Type.NORMAL),
                in.string("reason"),
                in.string("object"),
                in.integer("incarnation", 0),
                in.string("message"),
                in.string("cause", ""),
                in.string("rule", ""),
                in.string("decision", ""),
                in.optionalInteger("causedBy"));
    }
}
