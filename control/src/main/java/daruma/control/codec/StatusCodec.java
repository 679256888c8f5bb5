package daruma.control.codec;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.model.AppName;
import daruma.model.AppStatus;
import daruma.model.DesiredApp;
import daruma.model.InstanceId;
import daruma.model.InstanceStatus;
import daruma.model.ProcessId;
import daruma.model.Releases;
import daruma.model.StatusWord;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** What is observed: {@link AppStatus} and {@link InstanceStatus}. */
public final class StatusCodec {
    private StatusCodec() {}

    /**
     * Without the environments, declared and inherited, and without releases of the past: a listing of many apps stays small, and secrets travel only when
     * they are asked for by name. What is read back has empty ones.
     */
    public static Json.Obj write(AppStatus status) {
        var desired = status.desired();
        var spec = desired.spec().withEnv(Map.of()).withInheritedEnv(Map.of());
        var out = Json.object()
                .put("id", desired.id())
                .put("running", desired.running())
                .put("specGeneration", desired.specGeneration())
                .put("restartEpoch", desired.restartEpoch())
                .put("spec", SpecCodec.write(spec));
        return SpecCodec.writeSlots(desired, out)
                .put("status", status.status().word())
                .put("release", status.release())
                .put("instances", status.instances(), StatusCodec::write)
                .put("rollout", status.rollout(), RolloutCodec::write)
                .build();
    }

    public static AppStatus app(Fields in) {
        return new AppStatus(
                new DesiredApp(
                        in.int32("id"),
                        in.object("spec", SpecCodec::spec),
                        in.flag("running", true),
                        in.integer("specGeneration", 1),
                        in.integer("restartEpoch", 0),
                        SpecCodec.slots(in),
                        new TreeSet<>(),
                        Releases.FIRST,
                        Optional.empty()),
                in.parsed("status", StatusWord::ofWord),
                in.string("release"),
                in.objects("instances", StatusCodec::instance),
                in.optionalObject("rollout", RolloutCodec::status));
    }

    public static Json.Obj write(InstanceStatus status) {
        return Json.object()
                .put("app", status.id().app().value())
                .put("slot", status.id().slot())
                .put("status", status.status().word())
                .put("incarnation", status.incarnation())
                .put("process", status.process(), StatusCodec::write)
                .put("ready", status.ready())
                .put("restarts", status.restarts())
                .put("startedAt", status.startedAt(), at -> Json.of(at.toString()))
                .put("readyAt", status.readyAt(), at -> Json.of(at.toString()))
                .put("nextTryAt", status.nextTryAt(), at -> Json.of(at.toString()))
                .put("port", status.port())
                .put("usage", status.usage(), StatusCodec::write)
                .put("lastExit", status.lastExit(), ExitCodec::write)
                .put("reason", status.reason(), Json::of)
                .put("notice", status.notice(), Json::of)
                .put("says", status.says(), Json::of)
                .build();
    }

    public static InstanceStatus instance(Fields in) {
        return new InstanceStatus(
                new InstanceId(in.parsed("app", AppName::new), in.int32("slot")),
                in.parsed("status", StatusWord::ofWord),
                in.integer("incarnation", 0),
                in.optionalObject("process", StatusCodec::process),
                in.flag("ready", false),
                in.int32("restarts", 0),
                in.optionalInstant("startedAt"),
                in.optionalInstant("readyAt"),
                in.optionalInstant("nextTryAt"),
                in.optionalInt32("port"),
                in.optionalObject("usage", StatusCodec::usage),
                in.optionalObject("lastExit", ExitCodec::lastExit),
                in.optionalString("reason"),
                in.optionalString("notice"),
                in.optionalString("says"));
    }

    public static Json.Obj write(ProcessId process) {
        return Json.object()
                .put("pid", process.pid())
                .put("startTicks", process.startTicks())
                .build();
    }

    public static ProcessId process(Fields in) {
        return new ProcessId(in.integer("pid"), in.integer("startTicks", 0));
    }

    private static Json.Obj write(InstanceStatus.Usage usage) {
        return Json.object()
                .put("cpuPercent", usage.cpuPercent())
                .put("memoryBytes", usage.memoryBytes())
                .put("processes", usage.processes())
                .put("at", usage.at().toString())
                .build();
    }

    private static InstanceStatus.Usage usage(Fields in) {
        return new InstanceStatus.Usage(
                in.real("cpuPercent"), in.integer("memoryBytes"), in.int32("processes"), in.instant("at"));
    }
}
