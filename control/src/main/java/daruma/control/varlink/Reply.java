package daruma.control.varlink;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import java.util.Optional;

/**
 * A reply to a call.
 *
 * @param parameters of the method's result, or of the error
 * @param continues whether more replies to the same call follow
 * @param error its qualified name; empty: success
 */
public record Reply(Json.Obj parameters, boolean continues, Optional<String> error) {

    public static Reply success(Json.Obj parameters, boolean continues) {
        return new Reply(parameters, continues, Optional.empty());
    }

    public static Reply error(String name, Json.Obj parameters) {
        return new Reply(parameters, false, Optional.of(name));
    }

    public Json.Obj json() {
        var out = Json.object().put("error", error, Json::of).put("parameters", parameters);
        if (continues) {
            out.put("continues", true);
        }
        return out.build();
    }

    /**
     * Reads a reply.
     *
     * @throws daruma.control.json.BadJson if it is not one
     */
    public static Reply read(Json message) {
        return Fields.read(
                message,
                "",
                Fields.Rule.LENIENT,
                in -> new Reply(
                        in.any("parameters") instanceof Json.Obj object ? object : Json.Obj.EMPTY,
                        in.flag("continues", false),
                        in.optionalString("error")));
    }
}
