package daruma.control.json;

import java.util.Locale;

/** How the constants of an enum are spelled outside of Java. */
public final class Words {
    private Words() {}

    /** Lower case, with dashes: {@code on-failure}. */
    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
