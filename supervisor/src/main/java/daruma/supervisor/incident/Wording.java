package daruma.supervisor.incident;

import java.util.regex.Pattern;

/** Takes off a line what differs from one time to the next: times, numbers, addresses, quoted values. */
final class Wording {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}[-/]\\d{2}[-/]\\d{2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?)?"
                    + "(?:Z|[ ]?[+-]\\d{2}:?\\d{2})?"
                    + "|\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} [+-]\\d{4}"
                    + "|\\b[A-Z][a-z]{2} [ \\d]\\d \\d{2}:\\d{2}:\\d{2}"
                    + "|\\b\\d{2}:\\d{2}:\\d{2}(?:[.,]\\d+)?");
    private static final Pattern UUID =
            Pattern.compile("\\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\b");
    /** The apostrophe of "can't" opens nothing: a quotation begins and ends outside of words. */
    private static final Pattern QUOTED =
            Pattern.compile("\"[^\"]*\"|`[^`']*['`]|(?<![\\w'])'[^']*'(?!\\w)|‘[^’]*’|“[^”]*”");

    private static final Pattern HEX = Pattern.compile("\\b0[xX][0-9a-fA-F]+\\b|\\b(?=[a-fA-F]*\\d)[0-9a-fA-F]{8,}\\b");
    /** Digits inside of words too: {@code worker3}, {@code 12ms}, {@code k77}. */
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:[.,:]\\d+)*");

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private static final int LONGEST = 2_000;

    private Wording() {}

    /** Without colours, and no longer than anybody looks at. */
    static String plain(String line) {
        var cut = line.length() > LONGEST ? line.substring(0, LONGEST) : line;
        return COLOUR.matcher(cut).replaceAll("");
    }

    /** What stays the same: {@code cannot pay order <n>}. */
    static String same(String line) {
        var text = plain(line);
        text = TIME.matcher(text).replaceAll("<time>");
        text = QUOTED.matcher(text).replaceAll("<value>");
        text = UUID.matcher(text).replaceAll("<uuid>");
        text = HEX.matcher(text).replaceAll("<hex>");
        text = NUMBER.matcher(text).replaceAll("<n>");
        return BLANKS.matcher(text).replaceAll(" ").strip();
    }
}
