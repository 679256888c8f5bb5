package daruma.control;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Did you mean …? */
public final class Suggestions {
    private static final int MOST = 3;

    private Suggestions() {}

    /**
     * What was probably meant.
     *
     * @return at most three, the likeliest first; empty if nothing comes near
     */
    public static List<String> closest(String word, Collection<String> known) {
        record Scored(String name, int distance) {}
        var lower = word.toLowerCase(Locale.ROOT);
        var limit = Math.max(1, (word.length() + 1) / 3);
        return known.stream()
                .distinct()
                .map(name -> new Scored(name, score(lower, name.toLowerCase(Locale.ROOT))))
                .filter(scored -> scored.distance <= limit)
                .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
                .limit(MOST)
                .map(Scored::name)
                .toList();
    }

    /** The beginning of a name counts as near: people abbreviate. */
    private static int score(String word, String name) {
        if (word.length() >= 2 && name.startsWith(word)) {
            return 1;
        }
        return distance(word, name);
    }

    /** Damerau and Levenshtein's distance: letters missing, extra, wrong, or two neighbours swapped. */
    private static int distance(String a, String b) {
        var table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                var same = a.charAt(i - 1) == b.charAt(j - 1);
                table[i][j] =
                        Math.min(Math.min(table[i - 1][j], table[i][j - 1]) + 1, table[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
                }
            }
        }
        return table[a.length()][b.length()];
    }
}
