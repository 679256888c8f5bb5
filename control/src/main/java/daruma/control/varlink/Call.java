package daruma.control.varlink;

import daruma.control.json.Fields;
import daruma.control.json.Json;

/**
 * A method call.
 *
 * @param method qualified: {@code org.example.interface.Method}
 * @param more whether several replies are welcome
 * @param oneway whether no reply is wanted
 */
public record Call(String method, Json.Obj parameters, boolean more, boolean oneway) {

    public Json.Obj json() {
        var out = Json.object().put("method", method);
        if (!parameters.members().isEmpty()) {
            out.put("parameters", parameters);
        }
        if (more) {
            out.put("more", true);
        }
        if (oneway) {
            out.put("oneway", true);
        }
        return out.build();
    }

    /**
     * Reads a call.
     *
     * @throws daruma.control.json.BadJson if it is not one
     */
    public static Call read(Json message) {
        return Fields.read(message, "", Fields.Rule.STRICT, in -> {
            var parameters = in.any("parameters");
            if (in.flag("upgrade", false)) {
                throw in.refuse("upgrade", "no method of this service upgrades the connection");
            }
            return new Call(
                    in.string("method"),
                    switch (parameters) {
                        case Json.Obj object -> object;
                        case Json.Null _ -> Json.Obj.EMPTY;
                        case Json.Arr _, Json.Str _, Json.Int _, Json.Real _, Json.Bool _ ->
                            throw in.refuse("parameters", "this is " + parameters.kind() + ": an object was expected");
                    },
                    in.flag("more", false),
                    in.flag("oneway", false));
        });
    }
}
