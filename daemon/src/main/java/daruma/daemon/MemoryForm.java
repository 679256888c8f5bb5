package daruma.daemon;

import daruma.control.codec.ExitCodec;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.ObjectBuilder;
import daruma.control.json.Words;
import daruma.model.AppName;
import daruma.model.InstanceId;
import daruma.state.JsonForm;
import daruma.supervisor.dependency.GroupBudget;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.health.Healing;
import daruma.supervisor.lifecycle.Aim;
import daruma.supervisor.lifecycle.GroupDeaths;
import daruma.supervisor.lifecycle.InstanceMemory;
import daruma.supervisor.lifecycle.InstanceMemory.Lived;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.restart.Death;
import daruma.supervisor.restart.DeathTally;
import java.time.Duration;
import java.time.Instant;

/** How the memory of an instance is written into the journal. */
final class MemoryForm {
    static final JsonForm<InstanceMemory> FORM = new JsonForm<>(MemoryForm::write, MemoryForm::read);

    private MemoryForm() {}

    private static Json write(InstanceMemory memory) {
        return Json.object()
                .put("app", memory.id().app().value())
                .put("slot", memory.id().slot())
                .put("incarnation", memory.incarnation())
                .put("lived", memory.lived(), MemoryForm::write)
                .put("rest", write(memory.rest()))
                .put("aim", write(memory.aim()))
                .put("restarts", memory.restarts())
                .put("tally", write(memory.tally()))
                .put("lastExit", memory.lastExit(), ExitCodec::write)
                .put("lastEvent", memory.lastEvent())
                .put("healing", memory.healing(), MemoryForm::write)
                .put("group", memory.group(), MemoryForm::write)
                .build();
    }

    private static InstanceMemory read(Fields in) {
        return new InstanceMemory(
                new InstanceId(new AppName(in.string("app")), in.int32("slot")),
                in.integer("incarnation"),
                in.optionalObject("lived", MemoryForm::lived),
                in.object("rest", MemoryForm::rest),
                in.object("aim", MemoryForm::aim),
                in.int32("restarts"),
                in.object("tally", MemoryForm::tally),
                in.optionalObject("lastExit", ExitCodec::lastExit),
                in.integer("lastEvent"),
                in.optionalObject("healing", MemoryForm::healing),
                in.optionalObject("group", MemoryForm::group));
    }

    private static Json write(GroupDeaths deaths) {
        return Json.object()
                .put("name", deaths.group())
                .put("level", Words.of(deaths.tally().level()))
                .put("deaths", deaths.tally().deaths(), at -> Json.of(at.toString()))
                .build();
    }

    private static GroupDeaths group(Fields in) {
        return new GroupDeaths(
                in.string("name"),
                new GroupBudget.Tally(
                        in.strings("deaths").stream().map(Instant::parse).toList(),
                        in.choice("level", GroupBudget.Level.values())));
    }

    private static Json write(Healing healing) {
        return Json.object()
                .put("ailment", Words.of(healing.ailment()))
                .put("sentence", healing.sentence())
                .put("incarnation", healing.incarnation())
                .build();
    }

    private static Healing healing(Fields in) {
        return new Healing(in.choice("ailment", Ailment.values()), in.string("sentence"), in.integer("incarnation"));
    }

    private static Json write(Lived lived) {
        return Json.object()
                .put("aim", write(lived.aim()))
                .put("launchedAt", lived.launchedAt().toString())
                .put("readyAt", lived.readyAt(), at -> Json.of(at.toString()))
                .put("unreadyFor", lived.unreadyFor().toString())
                .put("unreadySince", lived.unreadySince(), at -> Json.of(at.toString()))
                .build();
    }

    private static Lived lived(Fields in) {
        return new Lived(
                in.object("aim", MemoryForm::aim),
                in.instant("launchedAt"),
                in.optionalInstant("readyAt"),
                in.duration("unreadyFor", Duration.ZERO),
                in.optionalInstant("unreadySince"));
    }

    private static Json write(Aim aim) {
        return Json.object()
                .put("generation", aim.specGeneration())
                .put("epoch", aim.restartEpoch())
                .build();
    }

    private static Aim aim(Fields in) {
        return new Aim(in.integer("generation"), in.integer("epoch"));
    }

    private static Json write(InstanceState.Resting rest) {
        return switch (rest) {
            case InstanceState.Stopped _ -> kind("stopped").build();
            case InstanceState.BackingOff(var until, var attempt, var reason) ->
                kind("backing-off")
                        .put("until", until.toString())
                        .put("attempt", attempt)
                        .put("reason", reason)
                        .build();
            case InstanceState.CrashLooping(var until, var since, var attempt, var reason) ->
                kind("crash-loop")
                        .put("until", until.toString())
                        .put("since", since.toString())
                        .put("attempt", attempt)
                        .put("reason", reason)
                        .build();
            case InstanceState.Failed(var reason) ->
                kind("failed").put("reason", reason).build();
            case InstanceState.Completed(var exit) ->
                kind("completed").put("exit", ExitCodec.write(exit)).build();
        };
    }

    private static InstanceState.Resting rest(Fields in) {
        return switch (in.string("kind")) {
            case "stopped" -> new InstanceState.Stopped();
            case "backing-off" ->
                new InstanceState.BackingOff(in.instant("until"), in.int32("attempt"), in.string("reason"));
            case "crash-loop" ->
                new InstanceState.CrashLooping(
                        in.instant("until"), in.instant("since"), in.int32("attempt"), in.string("reason"));
            case "failed" -> new InstanceState.Failed(in.string("reason"));
            case "completed" -> new InstanceState.Completed(in.object("exit", ExitCodec::exit));
            default -> throw in.refuse("kind", "no state in which a slot rests");
        };
    }

    private static Json write(DeathTally tally) {
        return Json.object()
                .put("since", tally.since().toString())
                .put("deaths", tally.deaths(), MemoryForm::write)
                .put("streak", tally.streak())
                .put("lastWait", tally.lastWait().toString())
                .put("loopSince", tally.loopSince(), at -> Json.of(at.toString()))
                .build();
    }

    private static DeathTally tally(Fields in) {
        return new DeathTally(
                in.instant("since"),
                in.objects("deaths", MemoryForm::death),
                in.int32("streak"),
                in.duration("lastWait", Duration.ZERO),
                in.optionalInstant("loopSince"));
    }

    private static Json write(Death death) {
        return Json.object()
                .put("at", death.at().toString())
                .put("uptime", death.uptime().toString())
                .put("readyFor", death.readyFor().toString())
                .put("kind", Words.of(death.kind()))
                .build();
    }

    private static Death death(Fields in) {
        return new Death(
                in.instant("at"),
                in.duration("uptime"),
                in.duration("readyFor"),
                in.choice("kind", Death.Kind.values()));
    }

    private static ObjectBuilder kind(String kind) {
        return Json.object().put("kind", kind);
    }
}
