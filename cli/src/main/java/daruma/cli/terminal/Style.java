package daruma.cli.terminal;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Colours and signs of one stream. Never the only carrier of a meaning.
 *
 * @param colored whether escape sequences may be written
 * @param ascii whether only ASCII characters may be written
 */
public record Style(boolean colored, boolean ascii) {

    /** What a text is to be felt as. */
    public enum Tone {
        GOOD("32"),
        BAD("31"),
        WARN("33"),
        DIM("2"),
        BOLD("1"),
        NAME("36");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    /**
     * Decides, in this order: {@code --color}, {@code NO_COLOR}, {@code FORCE_COLOR} or {@code CLICOLOR_FORCE},
     * {@code TERM=dumb}, and whether a terminal is there.
     *
     * @param asked auto, always or never
     * @see <a href="https://no-color.org">no-color.org</a>, <a href="https://bixense.com/clicolors/">clicolors</a>
     */
    public static Style of(Optional<String> asked, boolean asciiAsked, boolean terminal, Map<String, String> env) {
        return new Style(colored(asked.orElse("auto"), terminal, env), asciiAsked || !unicode(env));
    }

    private static boolean colored(String asked, boolean terminal, Map<String, String> env) {
        if (asked.equals("always")) {
            return true;
        }
        if (asked.equals("never") || !env.getOrDefault("NO_COLOR", "").isEmpty()) {
            return false;
        }
        if (isOn(env.get("FORCE_COLOR")) || isOn(env.get("CLICOLOR_FORCE"))) {
            return true;
        }
        return terminal && !env.getOrDefault("TERM", "").equals("dumb") && !"0".equals(env.get("CLICOLOR"));
    }

    private static boolean isOn(@org.jspecify.annotations.Nullable String value) {
        return value != null && !value.isEmpty() && !value.equals("0") && !value.equals("false");
    }

    /** POSIX: the first of these that is set and not empty decides. */
    private static boolean unicode(Map<String, String> env) {
        for (var name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            var value = env.getOrDefault(name, "");
            if (!value.isEmpty()) {
                var upper = value.toUpperCase(Locale.ROOT);
                return upper.contains("UTF-8") || upper.contains("UTF8");
            }
        }
        return false;
    }

    public String paint(Tone tone, String text) {
        return colored && !text.isEmpty() ? "\u001b[" + tone.code + "m" + text + "\u001b[0m" : text;
    }

    public String yes() {
        return paint(Tone.GOOD, ascii ? "ok" : "✓");
    }

    public String no() {
        return paint(Tone.BAD, ascii ? "!!" : "✗");
    }

    public String dot() {
        return ascii ? "*" : "●";
    }

    public String arrow() {
        return ascii ? "->" : "→";
    }

    public String ellipsis() {
        return ascii ? "..." : "…";
    }
}
