package daruma.manifest;

import daruma.manifest.text.Reasons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of environment variables, as docker and dotenv read it.
 *
 * <p>One {@code NAME=value} a line; {@code export} before it, blank lines and lines that begin with {@code #} are
 * skipped. A value in single quotes is taken as it stands; in double quotes {@code \n}, {@code \t}, {@code \"} and
 * {@code \\} mean what they mean elsewhere; without quotes, a {@code #} after a blank begins a remark. Nothing is
 * substituted.
 */
public final class DotEnv {
    private DotEnv() {}

    /** What came of it. */
    public sealed interface Reading {
        record Variables(Map<String, String> values) implements Reading {}

        record Wrong(List<Mistake> mistakes) implements Reading {}
    }

    /** Reads a file; one that cannot be read is a mistake of its own. */
    public static Reading read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (java.nio.file.NoSuchFileException e) {
            return new Reading.Wrong(List.of(new Mistake(file.toString(), 0, "", "there is no such file")));
        } catch (IOException e) {
            return new Reading.Wrong(List.of(new Mistake(file.toString(), 0, "", "cannot be read: " + Reasons.of(e))));
        }
    }

    static Reading parse(String file, String text) {
        var values = new LinkedHashMap<String, String>();
        var mistakes = new java.util.ArrayList<Mistake>();
        var number = 0;
        for (var raw : text.split("\n", -1)) {
            number++;
            var line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("export ")) {
                line = line.substring("export ".length()).strip();
            }
            var equals = line.indexOf('=');
            if (equals < 1 || line.substring(0, equals).strip().chars().anyMatch(Character::isWhitespace)) {
                mistakes.add(new Mistake(file, number, "", "this is not NAME=value; write one variable a line"));
                continue;
            }
            values.put(
                    line.substring(0, equals).strip(),
                    value(line.substring(equals + 1).strip()));
        }
        return mistakes.isEmpty() ? new Reading.Variables(values) : new Reading.Wrong(mistakes);
    }

    private static String value(String text) {
        if (text.length() >= 2 && text.charAt(0) == '\'') {
            var end = text.indexOf('\'', 1);
            return end < 0 ? text : text.substring(1, end);
        }
        if (text.length() >= 2 && text.charAt(0) == '"') {
            return doubleQuoted(text);
        }
        var remark = text.indexOf(" #");
        return remark < 0 ? text : text.substring(0, remark).strip();
    }

    private static String doubleQuoted(String text) {
        var value = new StringBuilder();
        for (var i = 1; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\' && i + 1 < text.length()) {
                i++;
                value.append(
                        switch (text.charAt(i)) {
                            case 'n' -> '\n';
                            case 't' -> '\t';
                            case 'r' -> '\r';
                            default -> text.charAt(i);
                        });
            } else {
                value.append(c);
            }
        }
        return text; // no closing quote: it is part of the value
    }
}
