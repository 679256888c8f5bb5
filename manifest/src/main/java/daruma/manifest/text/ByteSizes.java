package daruma.manifest.text;

import daruma.model.Refused;
import java.util.Locale;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 50MB}, {@code 512Mi}, {@code 1G}, {@code 4096}. Units are of 1024, always. */
public final class ByteSizes {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([KMGT]?)(I?B?)");

    private ByteSizes() {}

    /**
     * Reads a size in bytes.
     *
     * @throws Refused if it is not one
     */
    public static long parse(String text) {
        var matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()
                || (matcher.group(2).isEmpty() && matcher.group(3).startsWith("I"))) {
            throw new Refused("invalid size \"" + text + "\": write a number with its unit, such as 64KB, 50MB or 1GB");
        }
        var shift = switch (matcher.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            case "T" -> 40;
            default -> 0;
        };
        var number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new Refused("invalid size \"" + text + "\": it is larger than any disk");
        }
        return number << shift;
    }
}
