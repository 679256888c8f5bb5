package daruma.cli.render;

import daruma.control.Answer;
import daruma.control.codec.ScriptJson;
import daruma.control.json.Json;
import java.util.Optional;

/** What an app ran, for scripts: {@code daruma rollout history -o json}. Stable like the rest of {@link ScriptJson}. */
public final class HistoryJson {
    private HistoryJson() {}

    public static Json.Obj of(Answer.History history) {
        return Json.object()
                .put("name", history.app().value())
                .put("releases", history.releases(), HistoryJson::release)
                .build();
    }

    private static Json.Obj release(Answer.History.Entry it) {
        return Json.object()
                .put("number", it.note().number())
                .put("release", it.note().name())
                .put("current", it.current())
                .put("since", textOrNull(it.note().since().map(ScriptJson::time)))
                .put("cause", it.note().cause())
                .put("digest", textOrNull(it.note().digest()))
                .put("changes", it.changes(), HistoryJson::change)
                .build();
    }

    private static Json.Obj change(Answer.History.Change it) {
        return Json.object()
                .put("key", it.key())
                .put("before", textOrNull(it.before()))
                .put("after", textOrNull(it.after()))
                .build();
    }

    private static Json textOrNull(Optional<String> text) {
        return text.map(Json::of).orElse(Json.Null.VALUE);
    }
}
