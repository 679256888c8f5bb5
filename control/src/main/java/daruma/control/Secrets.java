package daruma.control;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which environment variables are secrets, by their names. */
public final class Secrets {
    public static final String MASK = "********";

    private static final Pattern NAME = Pattern.compile(
            "TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|KEY|CREDENTIAL|PRIVATE|AUTH|COOKIE|DSN|CONNECTION_?STRING",
            Pattern.CASE_INSENSITIVE);
    /** A password inside an address: {@code postgres://user:secret@host}. */
    private static final Pattern IN_ADDRESS = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+(@)");

    private Secrets() {}

    /** Whether values of that name are hidden unless asked for. */
    public static boolean isSecret(String name) {
        return NAME.matcher(name).find();
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
                var withoutPassword = IN_ADDRESS.matcher(value).replaceAll("$1" + MASK + "$2");
                shown.put(name, withoutPassword);
                if (!withoutPassword.equals(value)) {
                    hidden.add(name);
                }
            }
        });
        return new Answer.Environment(object, shown, hidden);
    }
}
