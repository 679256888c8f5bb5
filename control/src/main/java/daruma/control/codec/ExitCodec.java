package daruma.control.codec;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.model.AppName;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.LastExit;

/** How processes ended. The kind of end is the one property of its object. */
public final class ExitCodec {
    private ExitCodec() {}

    public static Json.Obj write(ExitStatus status) {
        return switch (status) {
            case ExitStatus.Exited(int code) ->
                Json.object()
                        .put("exited", Json.object().put("code", code).build())
                        .build();
            case ExitStatus.Signaled(int number, boolean core) ->
                Json.object()
                        .put(
                                "signaled",
                                Json.object()
                                        .put("number", number)
                                        .put("core", core)
                                        .build())
                        .build();
            case ExitStatus.NeverRan(String stage, int errno) ->
                Json.object()
                        .put(
                                "neverRan",
                                Json.object()
                                        .put("stage", stage)
                                        .put("errno", errno)
                                        .build())
                        .build();
            case ExitStatus.Unknown(String why) ->
                Json.object()
                        .put("unknown", Json.object().put("why", why).build())
                        .build();
        };
    }

    public static ExitStatus exit(Fields in) {
        var exited = in.optionalObject("exited", it -> new ExitStatus.Exited(it.int32("code")));
        var signaled = in.optionalObject(
                "signaled", it -> new ExitStatus.Signaled(it.int32("number"), it.flag("core", false)));
        var neverRan =
                in.optionalObject("neverRan", it -> new ExitStatus.NeverRan(it.string("stage"), it.int32("errno", 0)));
        var unknown = in.optionalObject("unknown", it -> new ExitStatus.Unknown(it.string("why")));
        if (exited.isPresent()) {
            return exited.get();
        }
        if (signaled.isPresent()) {
            return signaled.get();
        }
        if (neverRan.isPresent()) {
            return neverRan.get();
        }
        if (unknown.isPresent()) {
            return unknown.get();
        }
        throw in.refuse("exited", "missing: an exit status has one of exited, signaled, neverRan, unknown");
    }

    public static Json.Obj write(Incarnation incarnation) {
        return Json.object()
                .put("app", incarnation.instance().app().value())
                .put("slot", incarnation.instance().slot())
                .put("number", incarnation.number())
                .build();
    }

    public static Incarnation incarnation(Fields in) {
        return new Incarnation(new InstanceId(in.parsed("app", AppName::new), in.int32("slot")), in.integer("number"));
    }

    public static Json.Obj write(LastExit exit) {
        return Json.object()
                .put("incarnation", write(exit.incarnation()))
                .put("status", write(exit.status()))
                .put("at", exit.at().toString())
                .put("uptime", exit.uptime().toString())
                .put("asked", exit.asked())
                .put("forced", exit.forced())
                .build();
    }

    public static LastExit lastExit(Fields in) {
        return new LastExit(
                in.object("incarnation", ExitCodec::incarnation),
                in.object("status", ExitCodec::exit),
                in.instant("at"),
                in.duration("uptime"),
                in.flag("asked", false),
                in.flag("forced", false));
    }
}
