package daruma.control.traffic;

import daruma.control.codec.ExitCodec;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.Words;
import daruma.model.AppName;
import daruma.model.traffic.EndpointFigures;
import daruma.model.traffic.EndpointState;
import daruma.model.traffic.FrontendFigures;
import daruma.model.traffic.Latency;
import daruma.model.traffic.TrafficFigures;
import java.time.Duration;

/** Figures as JSON. */
public final class FiguresCodec {
    private FiguresCodec() {}

    public static Json.Obj write(TrafficFigures figures) {
        return Json.object()
                .put("revision", figures.revision())
                .put("uptime", figures.uptime().toString())
                .put("frontends", figures.frontends(), FiguresCodec::write)
                .build();
    }

    public static TrafficFigures figures(Fields in) {
        return new TrafficFigures(
                in.integer("revision"), in.duration("uptime"), in.objects("frontends", FiguresCodec::frontend));
    }

    private static Json.Obj write(FrontendFigures it) {
        return Json.object()
                .put("app", it.app().value())
                .put("listen", TableCodec.write(it.listen()))
                .put("requests", it.requests())
                .put("inFlight", it.inFlight())
                .put("connections", it.connections())
                .put("accepted", it.accepted())
                .put("waiting", it.waiting())
                .put("malformed", it.malformed())
                .put("unavailable", it.unavailable())
                .put("failed", it.failed())
                .put("timedOut", it.timedOut())
                .put("cut", it.cut())
                .put("gone", it.gone())
                .put("retries", it.retries())
                .put("failOpen", it.failOpen())
                .put("latency", write(it.latency()))
                .put("endpoints", it.endpoints(), FiguresCodec::write)
                .build();
    }

    private static FrontendFigures frontend(Fields in) {
        return new FrontendFigures(
                in.parsed("app", AppName::new),
                in.object("listen", TableCodec::address),
                in.integer("requests"),
                in.int32("inFlight"),
                in.int32("connections"),
                in.integer("accepted"),
                in.int32("waiting"),
                in.integer("malformed"),
                in.integer("unavailable"),
                in.integer("failed"),
                in.integer("timedOut"),
                in.integer("cut"),
                in.integer("gone"),
                in.integer("retries"),
                in.flag("failOpen"),
                in.object("latency", FiguresCodec::latency),
                in.objects("endpoints", FiguresCodec::endpoint));
    }

    private static Json.Obj write(EndpointFigures it) {
        return Json.object()
                .put("incarnation", ExitCodec.write(it.incarnation()))
                .put("address", TableCodec.write(it.address()))
                .put("state", Words.of(it.state()))
                .put("requests", it.requests())
                .put("inFlight", it.inFlight())
                .put("connections", it.connections())
                .put("connectFailures", it.connectFailures())
                .put("resets", it.resets())
                .put("timeouts", it.timeouts())
                .put("serverErrors", it.serverErrors())
                .put("ejectedFor", it.ejectedFor().map(Duration::toString), Json::of)
                .put("ejections", it.ejections())
                .put("bytesIn", it.bytesIn())
                .put("bytesOut", it.bytesOut())
                .put("latency", write(it.latency()))
                .build();
    }

    private static EndpointFigures endpoint(Fields in) {
        return new EndpointFigures(
                in.object("incarnation", ExitCodec::incarnation),
                in.object("address", TableCodec::address),
                in.choice("state", EndpointState.values()),
                in.integer("requests"),
                in.int32("inFlight"),
                in.int32("connections"),
                in.integer("connectFailures"),
                in.integer("resets"),
                in.integer("timeouts"),
                in.integer("serverErrors"),
                in.optionalDuration("ejectedFor"),
                in.integer("ejections"),
                in.integer("bytesIn"),
                in.integer("bytesOut"),
                in.object("latency", FiguresCodec::latency));
    }

    private static Json.Obj write(Latency latency) {
        return Json.object()
                .put("count", latency.count())
                .put("p50", latency.p50().toString())
                .put("p90", latency.p90().toString())
                .put("p99", latency.p99().toString())
                .put("max", latency.max().toString())
                .build();
    }

    private static Latency latency(Fields in) {
        return new Latency(
                in.integer("count"), in.duration("p50"), in.duration("p90"), in.duration("p99"), in.duration("max"));
    }
}
