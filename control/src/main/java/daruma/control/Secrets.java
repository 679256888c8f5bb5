package daruma.control;

import daruma.model.SecretNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which environment variables are secrets, by their names. */
public final class Secrets {
    public static final String MASK = SecretNames.MASK;

    private Secrets() {}

    /** Whether values of that name are hidden unless asked for. */
    public static boolean isSecret(String name) {
        return SecretNames.isSecret(name);
    }

    /** The same names, with {@link #MASK} for what must not be seen. */
    public static Answer.Environment masked(String object, Map<String, String> variables) {
        var shown = new LinkedHashMap<String, String>();
        Set<String> hidden = new TreeSet<>();
        variables.forEach((name, value) -> {
            if (isSecret(name)) {
                shown.put(name, MASK);
                hidden.add(name);
            } else {
                var withoutPassword = SecretNames.withoutPasswords(value);
                shown.put(name, withoutPassword);
                if (!withoutPassword.equals(value)) {
                    hidden.add(name);
                }
            }
        });
        return new Answer.Environment(object, shown, hidden);
    }
}
