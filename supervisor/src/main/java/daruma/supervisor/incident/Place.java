package daruma.supervisor.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One frame of a stack.
 *
 * @param name normalised, without line numbers: those move with every edit
 * @param foreign of the runtime, not of the program
 */
record Place(String name, boolean foreign) {
    private static final Pattern PACKAGED =
            Pattern.compile("(?:.*/)?(?:node_modules|site-packages|dist-packages|gems)/(.+)");

    /**
     * The frames that tell where it happened: what the program has on top of its stack, or all of it if nothing is the
     * program's own.
     */
    static List<String> top(List<Place> places) {
        var own = places.stream().filter(place -> !place.foreign).toList();
        var names = new ArrayList<String>();
        for (var place : own.isEmpty() ? places : own) {
            // A recursion is the same however deep it went.
            if (names.isEmpty() || !names.getLast().equals(place.name)) {
                names.add(place.name);
            }
            if (names.size() == Trace.FRAMES) {
                break;
            }
        }
        return names;
    }

    /** The name of a file wherever the release lies, with its package if it is of one: {@code express/lib/router.js}. */
    static String file(String path) {
        var plain = path.startsWith("file://") ? path.substring(7) : path;
        var packaged = PACKAGED.matcher(plain);
        if (packaged.matches()) {
            return packaged.group(1);
        }
        return plain.substring(plain.lastIndexOf('/') + 1);
    }
}
