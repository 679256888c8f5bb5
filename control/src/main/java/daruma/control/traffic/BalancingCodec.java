package daruma.control.traffic;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.Words;
import daruma.model.traffic.Algorithm;
import daruma.model.traffic.Balancing;
import daruma.model.traffic.Capacity;
import daruma.model.traffic.ForwardedHeaders;
import daruma.model.traffic.ProxyProtocol;
import daruma.model.traffic.Timeouts;
import daruma.model.traffic.Tls;

/** {@link Balancing} as JSON; what is left out is as in {@link Balancing#DEFAULT}. Also for an app's spec. */
public final class BalancingCodec {
    private BalancingCodec() {}

    public static Json.Obj write(Balancing balancing) {
        return Json.object()
                .put("algorithm", Words.of(balancing.algorithm()))
                .put("hashHeader", balancing.hashHeader(), Json::of)
                .put("stickyCookie", balancing.stickyCookie(), Json::of)
                .put("slowStart", balancing.slowStart().toString())
                .put("retries", balancing.retries())
                .put("timeouts", write(balancing.timeouts()))
                .put("capacity", write(balancing.capacity()))
                .put("forwarded", Words.of(balancing.forwarded()))
                .put("proxyIn", Words.of(balancing.proxyIn()))
                .put("proxyOut", Words.of(balancing.proxyOut()))
                .put("tls", balancing.tls(), BalancingCodec::write)
                .put("accessLog", balancing.accessLog(), Json::of)
                .build();
    }

    public static Balancing balancing(Fields in) {
        var usual = Balancing.DEFAULT;
        return new Balancing(
                in.choice("algorithm", Algorithm.values(), usual.algorithm()),
                in.optionalString("hashHeader"),
                in.optionalString("stickyCookie"),
                in.duration("slowStart", usual.slowStart()),
                in.int32("retries", usual.retries()),
                in.object("timeouts", BalancingCodec::timeouts, usual.timeouts()),
                in.object("capacity", BalancingCodec::capacity, usual.capacity()),
                in.choice("forwarded", ForwardedHeaders.values(), usual.forwarded()),
                in.choice("proxyIn", ProxyProtocol.values(), usual.proxyIn()),
                in.choice("proxyOut", ProxyProtocol.values(), usual.proxyOut()),
                in.optionalObject("tls", it -> new Tls(it.string("certificate"), it.string("key"))),
                in.optionalString("accessLog"));
    }

    private static Json.Obj write(Timeouts timeouts) {
        return Json.object()
                .put("connect", timeouts.connect().toString())
                .put("response", timeouts.response().toString())
                .put("idle", timeouts.idle().toString())
                .put("endpoint", timeouts.endpoint().toString())
                .build();
    }

    private static Timeouts timeouts(Fields in) {
        var usual = Timeouts.DEFAULT;
        return new Timeouts(
                in.duration("connect", usual.connect()),
                in.duration("response", usual.response()),
                in.duration("idle", usual.idle()),
                in.duration("endpoint", usual.endpoint()));
    }

    private static Json.Obj write(Capacity capacity) {
        return Json.object()
                .put("perEndpoint", capacity.perEndpoint())
                .put("waiting", capacity.waiting())
                .put("clients", capacity.clients())
                .build();
    }

    private static Capacity capacity(Fields in) {
        var usual = Capacity.DEFAULT;
        return new Capacity(
                in.optionalInt32("perEndpoint"),
                in.int32("waiting", usual.waiting()),
                in.int32("clients", usual.clients()));
    }

    private static Json.Obj write(Tls tls) {
        return Json.object()
                .put("certificate", tls.certificate())
                .put("key", tls.key())
                .build();
    }
}
