package daruma.cli.render;

import daruma.cli.terminal.Ages;
import daruma.cli.terminal.Cell;
import daruma.cli.terminal.Column;
import daruma.cli.terminal.Sizes;
import daruma.cli.terminal.Style;
import daruma.cli.terminal.Times;
import daruma.model.Bundle;
import daruma.model.Incident;
import daruma.model.IncidentReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Failures for people. */
public final class IncidentText {
    private final Style style;
    private final Instant now;
    private final List<String> lines = new ArrayList<>();

    public IncidentText(Style style, Instant now) {
        this.style = style;
        this.now = now;
    }

    public static List<Column<Incident>> columns(Instant now) {
        return List.of(
                Column.<Incident>of("NUMBER", 0, incident -> Cell.of(Long.toString(incident.number()))),
                Column.<Incident>of("APP", 0, incident -> Cell.of(incident.app().value())),
                Column.<Incident>of("KIND", 2, incident -> Cell.of(kind(incident.kind()))),
                Column.<Incident>of("COUNT", 0, incident -> Cell.of(Long.toString(incident.count()))),
                Column.<Incident>of("LAST", 0, incident -> Cell.of(ago(incident.lastSeen(), now))),
                Column.<Incident>of("FIRST", 3, incident -> Cell.of(ago(incident.firstSeen(), now))),
                Column.<Incident>of("RELEASE", 4, incident -> Cell.of(incident.release()))
                        .onlyWide(),
                Column.<Incident>of("FINGERPRINT", 4, incident -> Cell.of(incident.fingerprint()))
                        .onlyWide(),
                Column.<Incident>of("CAUSE", 1, incident -> Cell.of(cause(incident), Style.Tone.BAD))
                        .shortened());
    }

    /** All that is known of one. */
    public List<String> lines(IncidentReport report) {
        var incident = report.incident();
        lines.add(style.paint(Style.Tone.BOLD, "#" + incident.number() + " " + incident.app()) + "  "
                + style.paint(Style.Tone.BAD, LogText.plain(incident.cause())));
        field("What", kind(incident.kind()));
        if (saysMore(incident)) {
            field("Title", LogText.plain(incident.title()));
        }
        field("Seen", incident.count() + (incident.count() == 1 ? " time" : " times"));
        field("First", Times.iso(incident.firstSeen()) + "  (" + ago(incident.firstSeen(), now) + ")");
        field(
                "Last",
                Times.iso(incident.lastSeen()) + "  (" + ago(incident.lastSeen(), now) + ", launch "
                        + incident.last().number() + " of " + incident.last().instance() + ")");
        field("Release", incident.release());
        field("Fingerprint", incident.fingerprint());
        if (!incident.frames().isEmpty()) {
            lines.add("");
            lines.add(style.paint(Style.Tone.BOLD, "Where it failed"));
            incident.frames().forEach(frame -> lines.add("  " + LogText.plain(frame)));
        }
        report.bundles().forEach(this::bundle);
        if (report.bundles().isEmpty()) {
            lines.add("");
            lines.add("No evidence is kept of it.");
        }
        return lines;
    }

    private void bundle(Bundle bundle) {
        lines.add("");
        lines.add(style.paint(Style.Tone.BOLD, "Evidence of " + Times.iso(bundle.at())) + "  launch "
                + bundle.incarnation().number() + " of " + bundle.incarnation().instance() + ", gathered in "
                + Ages.took(bundle.took()));
        lines.add(style.paint(Style.Tone.DIM, "  " + bundle.directory()));
        for (var part : bundle.parts()) {
            lines.add("");
            lines.add("  " + style.paint(Style.Tone.NAME, part.name())
                    + style.paint(Style.Tone.DIM, "  (" + Sizes.of(part.bytes()) + ")"));
            part.text().lines().forEach(line -> lines.add("    " + LogText.plain(line)));
        }
        bundle.missing().forEach(what -> lines.add("  missing: " + LogText.plain(what)));
    }

    private void field(String name, String value) {
        lines.add(name + ":" + " ".repeat(Math.max(1, 12 - name.length())) + value);
    }

    /** The title says more than the cause where the program said something. */
    private static String cause(Incident incident) {
        return LogText.plain(saysMore(incident) ? incident.cause() + ": " + incident.title() : incident.cause());
    }

    private static boolean saysMore(Incident incident) {
        return !incident.cause().startsWith(incident.title());
    }

    private static String ago(Instant at, Instant now) {
        return Ages.between(at, now) + " ago";
    }

    private static String kind(Incident.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
