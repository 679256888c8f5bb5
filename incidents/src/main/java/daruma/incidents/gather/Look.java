package daruma.incidents.gather;

import daruma.incidents.Findings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One thing to be looked at.
 *
 * @param name of what is missing if it fails
 * @param share how long it may take; it is interrupted then
 * @param take what comes of it; an exception is told as the reason why it is missing
 */
record Look(String name, Duration share, Callable<List<Findings.Part>> take) {
    /** A look at something that is one text; empty text is no part. */
    static Look text(String name, Duration share, Callable<String> text) {
        return new Look(name, share, () -> {
            var found = text.call();
            return found.isBlank() ? List.of() : List.of(new Findings.Part(name, found));
        });
    }
}
