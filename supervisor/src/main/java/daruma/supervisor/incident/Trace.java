package daruma.supervisor.incident;

import java.util.List;

/**
 * A stack that a program printed as it died.
 *
 * @param headline what the runtime says of it, as printed: {@code TypeError: x is not a function}
 * @param types of the exception and of those that caused it, outermost first; without their messages
 * @param frames normalised, innermost first; those of the program itself if there are any, else those of its runtime
 */
record Trace(String headline, List<String> types, List<String> frames) {
    /** More tell nothing more of where it happened, and differ when the way to there does. */
    static final int FRAMES = 6;

    Trace {
        types = List.copyOf(types);
        frames = List.copyOf(frames);
    }
}
