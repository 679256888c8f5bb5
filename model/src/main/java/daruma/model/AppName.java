package daruma.model;

import java.util.regex.Pattern;

/**
 * The name of an app: unique in one Daruma home, safe as a file name, and never mistaken for an id or a keyword.
 *
 * @param value 1 to 63 characters: letters, digits, {@code . _ - : @ +}, starting with a letter, digit or underscore;
 *     not a plain number (those are ids) and not {@code all}
 */
public record AppName(String value) implements Comparable<AppName> {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._:@+-]{0,62}");

    public AppName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new Refused("invalid app name \"" + value
                    + "\": use 1 to 63 letters, digits or . _ - : @ +, starting with a letter, digit or underscore");
        }
        if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new Refused("invalid app name \"" + value + "\": a plain number means an id; add a letter");
        }
        if (value.equals("all")) {
            throw new Refused("invalid app name \"all\": the word selects every app; choose another name");
        }
    }

    @Override
    public int compareTo(AppName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
