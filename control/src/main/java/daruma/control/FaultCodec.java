package daruma.control;

import daruma.control.json.BadJson;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.ObjectBuilder;
import daruma.model.AppName;
import java.util.Optional;

/**
 * Faults as varlink errors. The parameters of each error of our own interface carry its sentence ({@code message}) and its
 * exit code ({@code exitCode}) too, so that a client which does not know the name can still say and return the right thing.
 */
public final class FaultCodec {
    private static final String OURS = Method.INTERFACE + ".";
    private static final String SERVICE = "org.varlink.service.";

    private FaultCodec() {}

    /** The qualified name of the error. */
    public static String name(Fault.Remote fault) {
        return switch (fault) {
            case Fault.NoSuchApp _ -> OURS + "NoSuchApp";
            case Fault.NoSuchIncident _ -> OURS + "NoSuchIncident";
            case Fault.BadSelector _ -> OURS + "BadSelector";
            case Fault.NameTaken _ -> OURS + "NameTaken";
            case Fault.PortTaken _ -> OURS + "PortTaken";
            case Fault.InvalidSpec _ -> OURS + "InvalidSpec";
            case Fault.Impossible _ -> OURS + "Impossible";
            case Fault.NotPermitted _ -> OURS + "NotPermitted";
            case Fault.StateNotWritable _ -> OURS + "StateNotWritable";
            case Fault.VersionMismatch _ -> OURS + "VersionMismatch";
            case Fault.ShuttingDown _ -> OURS + "ShuttingDown";
            case Fault.TooSlow _ -> OURS + "TooSlow";
            case Fault.TooManyConnections _ -> OURS + "TooManyConnections";
            case Fault.Internal _ -> OURS + "Internal";
            case Fault.InterfaceNotFound _ -> SERVICE + "InterfaceNotFound";
            case Fault.MethodNotFound _ -> SERVICE + "MethodNotFound";
            case Fault.InvalidParameter _ -> SERVICE + "InvalidParameter";
            case Fault.Other(var name, var _, var _) -> name;
        };
    }

    public static Json.Obj parameters(Fault.Remote fault) {
        return switch (fault) {
            case Fault.NoSuchApp(var selector, var suggestions) ->
                ours(fault)
                        .put("selector", selector)
                        .put("suggestions", Json.strings(suggestions))
                        .build();
            case Fault.NoSuchIncident(var number) ->
                ours(fault).put("number", number).build();
            case Fault.BadSelector(var selector, var problem) ->
                ours(fault).put("selector", selector).put("problem", problem).build();
            case Fault.NameTaken(var app, var id) ->
                ours(fault).put("app", app.value()).put("id", id).build();
            case Fault.PortTaken(var app, var port, var pid, var command, var holder) ->
                ours(fault)
                        .put("app", app.value())
                        .put("port", port)
                        .put("pid", pid)
                        .put("command", command, Json::of)
                        .put("holder", holder, it -> Json.of(it.value()))
                        .build();
            case Fault.InvalidSpec(var app, var problem) ->
                ours(fault).put("app", app, Json::of).put("problem", problem).build();
            case Fault.Impossible(var app, var verb, var problem) ->
                ours(fault)
                        .put("app", app.value())
                        .put("verb", verb)
                        .put("problem", problem)
                        .build();
            case Fault.NotPermitted(var problem) ->
                ours(fault).put("problem", problem).build();
            case Fault.StateNotWritable(var path, var problem) ->
                ours(fault).put("path", path).put("problem", problem).build();
            case Fault.VersionMismatch(var client, var daemon) ->
                ours(fault).put("client", client).put("daemon", daemon).build();
            case Fault.ShuttingDown _, Fault.Other _ -> ours(fault).build();
            case Fault.TooSlow(var dropped) ->
                ours(fault).put("dropped", dropped).build();
            case Fault.TooManyConnections(var limit) ->
                ours(fault).put("limit", limit).build();
            case Fault.Internal(var problem) ->
                ours(fault).put("problem", problem).build();
            case Fault.InterfaceNotFound(var name) ->
                Json.object().put("interface", name).build();
            case Fault.MethodNotFound(var method) ->
                Json.object().put("method", method).build();
            case Fault.InvalidParameter(var parameter, var problem) ->
                Json.object()
                        .put("parameter", parameter)
                        .put("message", problem)
                        .build();
        };
    }

    /** Never fails: an error that cannot be read is kept as {@link Fault.Other} or {@link Fault.Internal}. */
    public static Fault.Remote read(String name, Json.Obj parameters) {
        try {
            return Fields.read(parameters, "", Fields.Rule.LENIENT, in -> read(name, in));
        } catch (BadJson e) {
            return new Fault.Other(
                    name,
                    "the daemon reports " + name + ", in words that cannot be read: " + e.getMessage(),
                    Exit.FAILED);
        }
    }

    private static Fault.Remote read(String name, Fields in) {
        if (name.startsWith(SERVICE)) {
            return switch (name.substring(SERVICE.length())) {
                case "InterfaceNotFound" -> new Fault.InterfaceNotFound(in.string("interface", ""));
                case "MethodNotFound", "MethodNotImplemented" -> new Fault.MethodNotFound(in.string("method", ""));
                case "InvalidParameter" ->
                    new Fault.InvalidParameter(in.string("parameter", ""), in.string("message", "it is refused"));
                default -> other(name, in);
            };
        }
        if (!name.startsWith(OURS)) {
            return other(name, in);
        }
        return switch (name.substring(OURS.length())) {
            case "NoSuchApp" -> new Fault.NoSuchApp(in.string("selector"), in.strings("suggestions"));
            case "NoSuchIncident" -> new Fault.NoSuchIncident(in.integer("number"));
            case "BadSelector" -> new Fault.BadSelector(in.string("selector"), in.string("problem"));
            case "NameTaken" -> new Fault.NameTaken(in.parsed("app", AppName::new), in.int32("id"));
            case "PortTaken" ->
                new Fault.PortTaken(
                        in.parsed("app", AppName::new),
                        in.int32("port"),
                        in.optionalInteger("pid"),
                        in.optionalString("command"),
                        in.optionalParsed("holder", AppName::new));
            case "InvalidSpec" -> new Fault.InvalidSpec(in.optionalString("app"), in.string("problem"));
            case "Impossible" ->
                new Fault.Impossible(in.parsed("app", AppName::new), in.string("verb"), in.string("problem"));
            case "NotPermitted" -> new Fault.NotPermitted(in.string("problem"));
            case "StateNotWritable" -> new Fault.StateNotWritable(in.string("path"), in.string("problem"));
            case "VersionMismatch" -> new Fault.VersionMismatch(in.string("client"), in.string("daemon"));
            case "ShuttingDown" -> new Fault.ShuttingDown();
            case "TooSlow" -> new Fault.TooSlow(in.integer("dropped"));
            case "TooManyConnections" -> new Fault.TooManyConnections(in.int32("limit"));
            case "Internal" -> new Fault.Internal(in.string("problem"));
            default -> other(name, in);
        };
    }

    private static Fault.Other other(String name, Fields in) {
        var message = Optional.of(in.string("message", "")).filter(text -> !text.isEmpty());
        return new Fault.Other(
                name, message.orElse("the daemon reports the error " + name), in.int32("exitCode", Exit.FAILED));
    }

    private static ObjectBuilder ours(Fault.Remote fault) {
        return Json.object().put("message", fault.sentence()).put("exitCode", fault.exitCode());
    }
}
