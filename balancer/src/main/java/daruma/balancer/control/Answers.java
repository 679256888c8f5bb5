package daruma.balancer.control;

import daruma.control.codec.ExitCodec;
import daruma.control.json.BadJson;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.traffic.BalancerInterface;
import daruma.control.traffic.FiguresCodec;
import daruma.control.traffic.TableCodec;
import daruma.control.varlink.Call;
import daruma.control.varlink.Reply;
import daruma.control.varlink.ServiceInterface;
import daruma.model.Incarnation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** From a call to its reply; blocks for as long as the method takes. */
final class Answers {
    private static final long LOOK_EVERY_NANOS = 2_000_000;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Steering steering;
    private final String version;

    Answers(Steering steering, String version) {
        this.steering = steering;
        this.version = version;
    }

    Reply to(Call call) {
        try {
            return switch (call.method()) {
                case BalancerInterface.PING -> ping();
                case BalancerInterface.APPLY -> apply(call);
                case BalancerInterface.APPLIED ->
                    success(Json.object()
                            .put("table", TableCodec.write(steering.table()))
                            .build());
                case BalancerInterface.FIGURES -> success(FiguresCodec.write(steering.figures()));
                case BalancerInterface.AWAIT_IDLE -> awaitIdle(call);
                case ServiceInterface.GET_INFO -> info();
                case ServiceInterface.GET_INTERFACE_DESCRIPTION -> describe(call);
                default ->
                    Reply.error(
                            ServiceInterface.NAME + ".MethodNotFound",
                            Json.object().put("method", call.method()).build());
            };
        } catch (BadJson e) {
            return Reply.error(
                    ServiceInterface.NAME + ".InvalidParameter",
                    Json.object()
                            .put("parameter", e.path())
                            .put("message", String.valueOf(e.getMessage()))
                            .build());
        }
    }

    private static Reply success(Json.Obj parameters) {
        return Reply.success(parameters, false);
    }

    private Reply ping() {
        return success(Json.object()
                .put("version", version)
                .put("pid", ProcessHandle.current().pid())
                .put("revision", steering.table().revision())
                .build());
    }

    private Reply apply(Call call) {
        var table = Fields.read(call.parameters(), in -> in.object("table", TableCodec::table));
        try {
            steering.apply(table);
        } catch (NotApplied e) {
            var parameters = Json.object();
            e.listen()
                    .ifPresent(it -> parameters.put(
                            "listen",
                            Json.object()
                                    .put("host", it.host())
                                    .put("port", it.port())
                                    .build()));
            return Reply.error(
                    e.error(),
                    parameters.put("message", String.valueOf(e.getMessage())).build());
        }
        return success(Json.object().put("revision", table.revision()).build());
    }

    private record Wanted(Incarnation incarnation, Duration timeout) {}

    private Reply awaitIdle(Call call) {
        var wanted = Fields.read(
                call.parameters(),
                in -> new Wanted(in.object("incarnation", ExitCodec::incarnation), in.duration("timeout")));
        var timeout = wanted.timeout().compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wanted.timeout();
        var until = System.nanoTime() + timeout.toNanos();
        var inFlight = steering.inFlight(wanted.incarnation());
        while (inFlight > 0 && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            inFlight = steering.inFlight(wanted.incarnation());
        }
        return success(Json.object().put("inFlight", inFlight).build());
    }

    private Reply info() {
        return success(Json.object()
                .put("vendor", "Daruma")
                .put("product", "daruma-balancer")
                .put("version", version)
                .put("url", "https://github.com/daruma-pm/daruma")
                .put("interfaces", Json.strings(List.of(ServiceInterface.NAME, BalancerInterface.NAME)))
                .build());
    }

    private static Reply describe(Call call) {
        var name = Fields.read(call.parameters(), in -> in.string("interface"));
        return switch (name) {
            case BalancerInterface.NAME ->
                success(Json.object()
                        .put("description", BalancerInterface.text())
                        .build());
            case ServiceInterface.NAME ->
                success(Json.object()
                        .put("description", ServiceInterface.text())
                        .build());
            default ->
                Reply.error(
                        ServiceInterface.NAME + ".InterfaceNotFound",
                        Json.object().put("interface", name).build());
        };
    }
}
