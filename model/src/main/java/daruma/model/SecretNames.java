package daruma.model;

import java.util.regex.Pattern;

/** Which values are secrets, by the names they have, and what stands in their place. */
public final class SecretNames {
    public static final String MASK = "********";

    private static final Pattern NAME = Pattern.compile(
            "TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|KEY|CREDENTIAL|PRIVATE|AUTH|COOKIE|DSN|CONNECTION_?STRING",
            Pattern.CASE_INSENSITIVE);
    /** A password inside an address: {@code postgres://user:secret@host}. */
    private static final Pattern IN_ADDRESS = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+(@)");

    private SecretNames() {}

    /** Whether values of that name are hidden unless asked for. */
    public static boolean isSecret(String name) {
        return NAME.matcher(name).find();
    }

    /** The text without the passwords of addresses in it. */
    public static String withoutPasswords(String text) {
        return IN_ADDRESS.matcher(text).replaceAll("$1" + MASK + "$2");
    }
}
