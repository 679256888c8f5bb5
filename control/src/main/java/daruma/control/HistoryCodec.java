package daruma.control;

import daruma.control.codec.RolloutCodec;
import daruma.control.json.Fields;
import daruma.control.json.Json;

/** What an app ran: {@link Answer.History}. */
final class HistoryCodec {
    private HistoryCodec() {}

    static Json.Obj write(Answer.History.Entry entry) {
        var out = Json.object();
        RolloutCodec.write(entry.note()).members().forEach(out::put);
        return out.put("current", entry.current())
                .put("changes", entry.changes(), HistoryCodec::write)
                .build();
    }

    static Answer.History.Entry entry(Fields in) {
        return new Answer.History.Entry(
                RolloutCodec.note(in), in.flag("current", false), in.objects("changes", HistoryCodec::change));
    }

    private static Json.Obj write(Answer.History.Change change) {
        return Json.object()
                .put("key", change.key())
                .put("before", change.before(), Json::of)
                .put("after", change.after(), Json::of)
                .build();
    }

    private static Answer.History.Change change(Fields in) {
        return new Answer.History.Change(in.string("key"), in.optionalString("before"), in.optionalString("after"));
    }
}
