package daruma.control.codec;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.Words;
import daruma.model.AppName;
import daruma.model.Bundle;
import daruma.model.Incarnation;
import daruma.model.Incident;
import daruma.model.IncidentReport;
import daruma.model.InstanceId;
import java.nio.file.Path;

/** Failures and what was gathered of them. */
public final class IncidentCodec {
    private IncidentCodec() {}

    public static Json.Obj write(Incident incident) {
        return Json.object()
                .put("number", incident.number())
                .put("app", incident.app().value())
                .put("kind", Words.of(incident.kind()))
                .put("cause", incident.cause())
                .put("title", incident.title())
                .put("frames", Json.strings(incident.frames()))
                .put("fingerprint", incident.fingerprint())
                .put("release", incident.release())
                .put("count", incident.count())
                .put("firstSeen", incident.firstSeen().toString())
                .put("lastSeen", incident.lastSeen().toString())
                .put("last", write(incident.last()))
                .build();
    }

    public static Incident incident(Fields in) {
        return new Incident(
                in.integer("number"),
                in.parsed("app", AppName::new),
                in.choice("kind", Incident.Kind.values()),
                in.string("cause"),
                in.string("title", ""),
                in.strings("frames"),
                in.string("fingerprint"),
                in.string("release", ""),
                in.integer("count"),
                in.instant("firstSeen"),
                in.instant("lastSeen"),
                in.object("last", IncidentCodec::incarnation));
    }

    public static Json.Obj write(IncidentReport report) {
        return Json.object()
                .put("incident", write(report.incident()))
                .put("bundles", report.bundles(), IncidentCodec::write)
                .build();
    }

    public static IncidentReport report(Fields in) {
        return new IncidentReport(
                in.object("incident", IncidentCodec::incident), in.objects("bundles", IncidentCodec::bundle));
    }

    private static Json.Obj write(Bundle bundle) {
        return Json.object()
                .put("incarnation", write(bundle.incarnation()))
                .put("at", bundle.at().toString())
                .put("took", bundle.took().toString())
                .put("directory", bundle.directory().toString())
                .put("parts", bundle.parts(), IncidentCodec::write)
                .put("missing", Json.strings(bundle.missing()))
                .build();
    }

    private static Bundle bundle(Fields in) {
        return new Bundle(
                in.object("incarnation", IncidentCodec::incarnation),
                in.instant("at"),
                in.duration("took"),
                in.parsed("directory", Path::of),
                in.objects("parts", IncidentCodec::part),
                in.strings("missing"));
    }

    private static Json.Obj write(Bundle.Part part) {
        return Json.object()
                .put("name", part.name())
                .put("bytes", part.bytes())
                .put("text", part.text())
                .build();
    }

    private static Bundle.Part part(Fields in) {
        return new Bundle.Part(in.string("name"), in.integer("bytes"), in.string("text", ""));
    }

    private static Json.Obj write(Incarnation incarnation) {
        return Json.object()
                .put("app", incarnation.instance().app().value())
                .put("slot", incarnation.instance().slot())
                .put("number", incarnation.number())
                .build();
    }

    private static Incarnation incarnation(Fields in) {
        return new Incarnation(new InstanceId(in.parsed("app", AppName::new), in.int32("slot")), in.integer("number"));
    }
}
