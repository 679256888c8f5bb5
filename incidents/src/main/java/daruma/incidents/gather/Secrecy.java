package daruma.incidents.gather;

import daruma.incidents.Findings;
import daruma.model.AppSpec;
import daruma.model.SecretNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Keeps what an app must not tell out of its evidence: the values of its secret variables, wherever they turn up. */
final class Secrecy {
    /** Shorter values are words of every log. */
    private static final int SHORTEST = 6;

    private static final Pattern ASSIGNED = Pattern.compile(
            "((?:[\\w-]*(?:token|secret|passw(?:or)?d|passphrase|api[_-]?key|credential)[\\w-]*)[\"']?\\s*[=:]\\s*[\"']?)[^\\s\"',;&]+",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern BEARER =
            Pattern.compile("(\\b(?:Bearer|Basic) )[A-Za-z0-9._~+/=-]{8,}", Pattern.CASE_INSENSITIVE);

    private final List<String> values;

    private Secrecy(List<String> values) {
        this.values = values;
    }

    static Secrecy of(AppSpec spec) {
        var found = new TreeSet<String>(
                Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
        for (var variables : List.of(spec.env(), spec.inheritedEnv())) {
            for (Map.Entry<String, String> variable : variables.entrySet()) {
                if (SecretNames.isSecret(variable.getKey())
                        && variable.getValue().length() >= SHORTEST) {
                    found.add(variable.getValue());
                }
            }
        }
        return new Secrecy(new ArrayList<>(found));
    }

    String masked(String text) {
        var safe = text;
        for (var value : values) {
            safe = safe.replace(value, SecretNames.MASK);
        }
        safe = SecretNames.withoutPasswords(safe);
        safe = ASSIGNED.matcher(safe).replaceAll("$1" + SecretNames.MASK);
        return BEARER.matcher(safe).replaceAll("$1" + SecretNames.MASK);
    }

    Findings masked(Findings findings) {
        return new Findings(
                findings.at(),
                findings.took(),
                findings.parts().stream()
                        .map(part -> new Findings.Part(part.name(), masked(part.text())))
                        .toList(),
                findings.missing());
    }
}
