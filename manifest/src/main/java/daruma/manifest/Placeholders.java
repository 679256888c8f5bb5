package daruma.manifest;

import daruma.model.Refused;
import java.util.Map;

/** {@code ${VAR}} and {@code ${VAR:-default}} in a value; {@code $$} is a dollar sign, and so is one that stands alone. */
final class Placeholders {
    private final Map<String, String> variables;

    Placeholders(Map<String, String> variables) {
        this.variables = variables;
    }

    /**
     * Puts the variables in.
     *
     * @throws Refused if a variable is not set and has no default, or a brace is not closed
     */
    String resolve(String text) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        var result = new StringBuilder();
        var at = 0;
        while (at < text.length()) {
            var dollar = text.indexOf('$', at);
            if (dollar < 0 || dollar + 1 == text.length()) {
                return result.append(text, at, text.length()).toString();
            }
            result.append(text, at, dollar);
            switch (text.charAt(dollar + 1)) {
                case '$' -> {
                    result.append('$');
                    at = dollar + 2;
                }
                case '{' -> {
                    var end = text.indexOf('}', dollar);
                    if (end < 0) {
                        throw new Refused(
                                "\"${\" is not closed; write ${NAME}, ${NAME:-default}, or $$ for a dollar sign");
                    }
                    result.append(value(text.substring(dollar + 2, end)));
                    at = end + 1;
                }
                default -> {
                    result.append('$');
                    at = dollar + 1;
                }
            }
        }
        return result.toString();
    }

    private String value(String expression) {
        var split = expression.indexOf(":-");
        var name = split < 0 ? expression : expression.substring(0, split);
        if (name.isEmpty() || !name.chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)))) {
            throw new Refused("\"${" + expression
                    + "}\" is not a variable; write ${NAME} or ${NAME:-default}, or $$ for a dollar sign");
        }
        var value = variables.get(name);
        if (split >= 0) {
            return value == null || value.isEmpty() ? expression.substring(split + 2) : value;
        }
        if (value == null) {
            throw new Refused("the variable " + name
                    + " is not set; set it, add it to .env beside this file, or write ${" + name + ":-default}");
        }
        return value;
    }
}
