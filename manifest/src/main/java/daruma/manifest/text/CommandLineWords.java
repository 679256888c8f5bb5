package daruma.manifest.text;

import daruma.model.Refused;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command as a shell would, without being one: blanks separate, quotes and backslashes join. Nothing is expanded;
 * what only a shell can do (pipes, {@code &&}, globs) needs one: {@code sh -c "…"}.
 */
public final class CommandLineWords {
    private CommandLineWords() {}

    /**
     * The words of a command.
     *
     * @throws Refused if a quote is not closed
     */
    public static List<String> split(String text) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        var inWord = false;
        var quote = '\0';
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (quote == '\0' && Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else if (c == quote) {
                quote = '\0';
            } else if (quote == '\0' && (c == '"' || c == '\'')) {
                quote = c;
                inWord = true;
            } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
                inWord = true;
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != '\0') {
            throw new Refused("a quote (" + quote + ") is not closed in: " + text);
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
