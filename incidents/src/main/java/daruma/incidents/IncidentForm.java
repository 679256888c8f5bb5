package daruma.incidents;

import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.Incident;
import daruma.model.InstanceId;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;

/** An incident as lines, and back. */
final class IncidentForm {
    private static final String FORMAT = "1";

    private IncidentForm() {}

    static Lines write(Incident it) {
        return new Lines()
                .put("v", FORMAT)
                .put("number", it.number())
                .put("app", it.app())
                .put("kind", it.kind())
                .put("cause", it.cause())
                .put("title", it.title())
                .putAll("frame", it.frames())
                .put("fingerprint", it.fingerprint())
                .put("release", it.release())
                .put("count", it.count())
                .put("first", it.firstSeen())
                .put("last", it.lastSeen())
                .put("slot", it.last().instance().slot())
                .put("incarnation", it.last().number());
    }

    /**
     * Reads it back.
     *
     * @throws IOException if it is damaged or of another version
     */
    static Incident read(Lines lines) throws IOException {
        if (!lines.get("v").equals(FORMAT)) {
            throw new IOException("the record is of version " + lines.get("v"));
        }
        try {
            var app = new AppName(lines.get("app"));
            return new Incident(
                    Long.parseLong(lines.get("number")),
                    app,
                    Incident.Kind.valueOf(lines.get("kind")),
                    lines.get("cause"),
                    lines.get("title"),
                    lines.all("frame"),
                    lines.get("fingerprint"),
                    lines.get("release"),
                    Long.parseLong(lines.get("count")),
                    Instant.parse(lines.get("first")),
                    Instant.parse(lines.get("last")),
                    incarnation(app, lines));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("the record is damaged: " + e.getMessage(), e);
        }
    }

    static Incarnation incarnation(AppName app, Lines lines) throws IOException {
        try {
            return new Incarnation(
                    new InstanceId(app, Integer.parseInt(lines.get("slot"))), Long.parseLong(lines.get("incarnation")));
        } catch (IllegalArgumentException e) {
            throw new IOException("the record is damaged: " + e.getMessage(), e);
        }
    }
}
