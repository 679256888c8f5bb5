package daruma.cli.command;

import daruma.cli.terminal.Failure;
import daruma.control.Exit;
import daruma.model.Durations;
import daruma.model.Refused;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/** Moments as people type them: so long ago, or a date and a time. */
final class Moments {
    private Moments() {}

    static Instant parse(String option, String text, Instant now) {
        try {
            var ago = text.strip().replaceFirst("\\s*ago$", "");
            return now.minus(Durations.parse(ago));
        } catch (Refused _) {
            // not a duration
        }
        var iso = text.strip().replace(' ', 'T');
        try {
            return OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeException _) {
            // no offset
        }
        try {
            return LocalDateTime.parse(iso).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException _) {
            // no time
        }
        try {
            return LocalDate.parse(iso).atStartOfDay(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException _) {
            throw new Failure(
                    Exit.USAGE,
                    option + " is \"" + text + "\": write how long ago (10m, 2h, 1d) or when (2026-01-31T12:00:00Z, or"
                            + " \"2026-01-31 12:00\" in your own time)");
        }
    }
}
