package daruma.control.codec;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.ObjectBuilder;
import daruma.control.json.Words;
import daruma.model.DesiredApp;
import daruma.model.Release;
import daruma.model.Releases;
import daruma.model.Rollout;
import daruma.model.RolloutStatus;
import daruma.model.Traffic;
import daruma.model.UpdatePolicy;
import java.util.List;
import java.util.TreeSet;

/** How instances are reached and replaced: {@link Traffic}, {@link UpdatePolicy}, {@link Rollout}, {@link Releases}. */
public final class RolloutCodec {
    private RolloutCodec() {}

    static Json.Obj write(Traffic traffic) {
        var out = Json.object().put("mode", Words.of(traffic.mode())).put("backendPort", traffic.backendPort());
        if (traffic.spare() > 0) {
            out.put("spare", traffic.spare());
        }
        return out.build();
    }

    static Traffic traffic(Fields in) {
        return new Traffic(
                in.choice("mode", Traffic.Mode.values(), Traffic.OWN.mode()),
                in.optionalInt32("backendPort"),
                in.int32("spare", 0));
    }

    static Json.Obj write(UpdatePolicy update) {
        return Json.object()
                .put("parallelism", update.parallelism())
                .put("delay", update.delay().toString())
                .put("order", Words.of(update.order()))
                .put("monitor", update.monitor().toString())
                .put("maxFailureRatio", update.maxFailureRatio())
                .put("onFailure", Words.of(update.onFailure()))
                .build();
    }

    static UpdatePolicy update(Fields in) {
        var fallback = UpdatePolicy.DEFAULT;
        return new UpdatePolicy(
                in.int32("parallelism", fallback.parallelism()),
                in.duration("delay", fallback.delay()),
                in.choice("order", UpdatePolicy.Order.values(), fallback.order()),
                in.duration("monitor", fallback.monitor()),
                in.real("maxFailureRatio", fallback.maxFailureRatio()),
                in.choice("onFailure", UpdatePolicy.FailureAction.values(), fallback.onFailure()));
    }

    /** What is kept on disk; nothing as long as there was one release and no rollout. */
    static ObjectBuilder write(DesiredApp app, ObjectBuilder out) {
        if (!app.releases().equals(Releases.FIRST)) {
            out.put("release", write(app.releases().current()));
        }
        if (!app.releases().past().isEmpty()) {
            out.put("releases", app.releases().past(), RolloutCodec::write);
        }
        return out.put("rollout", app.rollout(), RolloutCodec::write);
    }

    /** What was written before there were releases had a new one with each generation. */
    static Releases releases(Fields in) {
        var current = in.optionalObject("release", RolloutCodec::note)
                .orElseGet(() ->
                        Release.Note.of((int) Math.max(1, Math.min(in.integer("specGeneration", 1), 1 << 30))));
        return new Releases(current, in.objects("releases", RolloutCodec::release));
    }

    /** One release with all that is known of it. */
    public static Json.Obj write(Release release) {
        return Json.object()
                .put("note", write(release.note()))
                .put("spec", SpecCodec.write(release.spec()))
                .build();
    }

    public static Release release(Fields in) {
        return new Release(in.object("note", RolloutCodec::note), in.object("spec", SpecCodec::spec));
    }

    public static Json.Obj write(Release.Note note) {
        return Json.object()
                .put("number", note.number())
                .put("digest", note.digest(), Json::of)
                .put("since", note.since(), at -> Json.of(at.toString()))
                .put("cause", note.cause())
                .build();
    }

    public static Release.Note note(Fields in) {
        return new Release.Note(
                in.int32("number"), in.optionalString("digest"), in.optionalInstant("since"), in.string("cause", ""));
    }

    private static Json.Obj write(Rollout rollout) {
        return Json.object()
                .put("kind", Words.of(rollout.kind()))
                .put("from", SpecCodec.write(rollout.from()))
                .put("fromGeneration", rollout.fromGeneration())
                .put("fromAlike", List.copyOf(rollout.fromAlike()), Json::of)
                .put("paused", rollout.paused())
                .put("failure", rollout.failure(), Json::of)
                .build();
    }

    static Rollout rollout(Fields in) {
        return new Rollout(
                in.choice("kind", Rollout.Kind.values()),
                in.object("from", SpecCodec::spec),
                in.integer("fromGeneration"),
                new TreeSet<>(in.integers("fromAlike")),
                in.flag("paused", false),
                in.optionalString("failure"));
    }

    static Json.Obj write(RolloutStatus status) {
        return Json.object()
                .put("kind", Words.of(status.kind()))
                .put("replaced", status.replaced())
                .put("of", status.of())
                .put("paused", status.paused())
                .put("failure", status.failure(), Json::of)
                .build();
    }

    static RolloutStatus status(Fields in) {
        return new RolloutStatus(
                in.choice("kind", Rollout.Kind.values()),
                in.int32("replaced"),
                in.int32("of"),
                in.flag("paused", false),
                in.optionalString("failure"));
    }
}
