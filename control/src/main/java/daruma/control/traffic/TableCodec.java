package daruma.control.traffic;

import daruma.control.codec.ExitCodec;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.Words;
import daruma.model.AppName;
import daruma.model.traffic.Address;
import daruma.model.traffic.Endpoint;
import daruma.model.traffic.EndpointState;
import daruma.model.traffic.Frontend;
import daruma.model.traffic.Protocol;
import daruma.model.traffic.Route;
import daruma.model.traffic.TrafficTable;

/** A table as JSON, on the wire and on disk. */
public final class TableCodec {
    private TableCodec() {}

    public static Json.Obj write(TrafficTable table) {
        return Json.object()
                .put("revision", table.revision())
                .put("routes", table.routes(), TableCodec::write)
                .build();
    }

    public static TrafficTable table(Fields in) {
        return new TrafficTable(in.integer("revision"), in.objects("routes", TableCodec::route));
    }

    private static Json.Obj write(Route route) {
        return Json.object()
                .put("frontend", write(route.frontend()))
                .put("endpoints", route.endpoints(), TableCodec::write)
                .build();
    }

    private static Route route(Fields in) {
        return new Route(in.object("frontend", TableCodec::frontend), in.objects("endpoints", TableCodec::endpoint));
    }

    private static Json.Obj write(Frontend frontend) {
        return Json.object()
                .put("app", frontend.app().value())
                .put("listen", write(frontend.listen()))
                .put("protocol", Words.of(frontend.protocol()))
                .put("balancing", BalancingCodec.write(frontend.balancing()))
                .build();
    }

    private static Frontend frontend(Fields in) {
        return new Frontend(
                in.parsed("app", AppName::new),
                in.object("listen", TableCodec::address),
                in.choice("protocol", Protocol.values()),
                in.object("balancing", BalancingCodec::balancing, daruma.model.traffic.Balancing.DEFAULT));
    }

    private static Json.Obj write(Endpoint endpoint) {
        return Json.object()
                .put("incarnation", ExitCodec.write(endpoint.incarnation()))
                .put("address", write(endpoint.address()))
                .put("state", Words.of(endpoint.state()))
                .put("weight", endpoint.weight())
                .build();
    }

    private static Endpoint endpoint(Fields in) {
        return new Endpoint(
                in.object("incarnation", ExitCodec::incarnation),
                in.object("address", TableCodec::address),
                in.choice("state", EndpointState.values()),
                in.int32("weight", Endpoint.USUAL_WEIGHT));
    }

    static Json.Obj write(Address address) {
        return Json.object()
                .put("host", address.host())
                .put("port", address.port())
                .build();
    }

    static Address address(Fields in) {
        return new Address(in.string("host"), in.int32("port"));
    }
}
