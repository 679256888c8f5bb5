package daruma.control.server;

import daruma.control.Fault;
import daruma.control.InterfaceFile;
import daruma.control.Method;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.varlink.Call;
import daruma.control.varlink.Reply;
import daruma.control.varlink.ServiceInterface;
import java.util.List;

/** What every varlink service can be asked about itself. */
final class Introspection {
    private final String version;

    Introspection(String version) {
        this.version = version;
    }

    /**
     * Answers a call of {@code org.varlink.service}.
     *
     * @throws daruma.control.json.BadJson if its parameters are wrong
     */
    Outgoing answer(Call call) {
        return switch (call.method()) {
            case ServiceInterface.GET_INFO ->
                fixed(Json.object()
                        .put("vendor", "Daruma")
                        .put("product", "darumad")
                        .put("version", version)
                        .put("url", "https://github.com/daruma-pm/daruma")
                        .put("interfaces", Json.strings(List.of(ServiceInterface.NAME, Method.INTERFACE)))
                        .build());
            case ServiceInterface.GET_INTERFACE_DESCRIPTION ->
                describe(Fields.read(call.parameters(), in -> in.string("interface")));
            default -> Connection.error(new Fault.MethodNotFound(call.method()));
        };
    }

    private static Outgoing describe(String name) {
        return switch (name) {
            case Method.INTERFACE ->
                fixed(Json.object().put("description", InterfaceFile.text()).build());
            case ServiceInterface.NAME ->
                fixed(Json.object().put("description", ServiceInterface.text()).build());
            default -> Connection.error(new Fault.InterfaceNotFound(name));
        };
    }

    private static Outgoing fixed(Json.Obj parameters) {
        return new Outgoing.Fixed(Reply.success(parameters, false), 16 << 10);
    }
}
