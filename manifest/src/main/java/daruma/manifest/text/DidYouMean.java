package daruma.manifest.text;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody who mistyped probably had in mind. */
public final class DidYouMean {
    private DidYouMean() {}

    /**
     * The known word that is nearest to what was typed.
     *
     * <p>Distance counts inserted, deleted, changed and swapped neighbouring letters; a third of the word's length, at
     * least one, is near enough. A known word that begins with what was typed is near, too.
     *
     * @return empty if none is near
     */
    public static Optional<String> of(String typed, Collection<String> known) {
        var lower = typed.toLowerCase(Locale.ROOT);
        String best = null;
        var bestDistance = Math.max(1, typed.length() / 3) + 1;
        for (var word : known) {
            var candidate = word.toLowerCase(Locale.ROOT);
            var distance = distance(lower, candidate);
            if (distance >= bestDistance && lower.length() >= 3 && candidate.startsWith(lower)) {
                distance = bestDistance - 1;
            }
            if (distance < bestDistance) {
                best = word;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The hint as the end of a sentence: {@code ; did you mean "replicas"?}, or nothing. */
    public static String hint(String typed, Collection<String> known) {
        return of(typed, known).map(word -> "; did you mean \"" + word + "\"?").orElse("");
    }

    /** Optimal string alignment distance. */
    static int distance(String a, String b) {
        var before = new int[b.length() + 1];
        var last = new int[b.length() + 1];
        var row = new int[b.length() + 1];
        for (var j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (var i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (var j = 1; j <= b.length(); j++) {
                var change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            var spare = before;
            before = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
