package daruma.cli.render;

import daruma.cli.terminal.Times;
import daruma.control.json.Json;
import daruma.control.json.ObjectBuilder;
import daruma.model.AppStatus;
import daruma.model.ExitStatus;
import daruma.model.InstanceStatus;
import daruma.model.LastExit;
import daruma.model.Signal;
import java.util.ArrayList;
import java.util.List;

/** Apps as scripts get them. The shape is a promise: properties are added, never renamed, moved or left out. */
public final class AppJson {
    private AppJson() {}

    public static Json.Arr write(List<AppStatus> apps) {
        var items = new ArrayList<Json>();
        for (var app : apps) {
            items.add(builder(app).build());
        }
        return new Json.Arr(items);
    }

    public static ObjectBuilder builder(AppStatus app) {
        var instances = new ArrayList<Json>();
        for (var instance : app.instances()) {
            instances.add(write(instance));
        }
        var spec = app.desired().spec();
        var ports = AppRows.ports(app);
        var port = spec.port().isPresent()
                ? Json.of(spec.port().getAsInt())
                : ports.isEmpty() ? Json.Null.VALUE : Json.of(ports.getFirst());
        return Json.object()
                .put("id", app.desired().id())
                .put("name", app.name().value())
                .put("namespace", spec.namespace())
                .put("status", app.status().word())
                .put("desired", app.desired().running() ? spec.replicas() : 0)
                .put("ready", app.ready())
                .put("port", port)
                .put("release", app.release())
                .put("instances", new Json.Arr(instances));
    }

    private static Json write(InstanceStatus instance) {
        var usage = instance.usage();
        return Json.object()
                .put("slot", instance.id().slot())
                .put("incarnation", instance.incarnation())
                .put("pid", instance.process().<Json>map(p -> Json.of(p.pid())).orElse(Json.Null.VALUE))
                .put("status", instance.status().word())
                .put("ready", instance.ready())
                .put("restarts", instance.restarts())
                .put(
                        "startedAt",
                        instance.startedAt().map(at -> Json.of(Times.iso(at))).orElse(Json.Null.VALUE))
                .put(
                        "readyAt",
                        instance.readyAt().map(at -> Json.of(Times.iso(at))).orElse(Json.Null.VALUE))
                .put(
                        "nextTryAt",
                        instance.nextTryAt().map(at -> Json.of(Times.iso(at))).orElse(Json.Null.VALUE))
                .put(
                        "port",
                        instance.port().isPresent() ? Json.of(instance.port().getAsInt()) : Json.Null.VALUE)
                .put(
                        "cpuPercent",
                        usage.map(u -> Json.of(Math.round(u.cpuPercent() * 10) / 10.0))
                                .orElse(Json.Null.VALUE))
                .put("memoryBytes", usage.map(u -> Json.of(u.memoryBytes())).orElse(Json.Null.VALUE))
                .put("usageAt", usage.map(u -> Json.of(Times.iso(u.at()))).orElse(Json.Null.VALUE))
                .put("lastExit", instance.lastExit().map(AppJson::write).orElse(Json.Null.VALUE))
                .put("reason", instance.reason().map(Json::of).orElse(Json.Null.VALUE))
                .put("notice", instance.notice().map(Json::of).orElse(Json.Null.VALUE))
                .build();
    }

    /** Exactly one of code and signal is there; neither, if the program never ran or nobody saw how it ended. */
    private static Json write(LastExit exit) {
        var status = exit.status();
        return Json.object()
                .put("code", status instanceof ExitStatus.Exited(int code) ? Json.of(code) : Json.Null.VALUE)
                .put("signal", status instanceof ExitStatus.Signaled s ? Json.of(name(s.number())) : Json.Null.VALUE)
                .put("core", status instanceof ExitStatus.Signaled s && s.coreDumped())
                .put("at", Times.iso(exit.at()))
                .put("reason", status.describe())
                .put("uptimeMs", exit.uptime().toMillis())
                .put("asked", exit.asked())
                .put("forced", exit.forced())
                .build();
    }

    private static String name(int signal) {
        return Signal.ofNumber(signal).map(Signal::name).orElse(Integer.toString(signal));
    }
}
