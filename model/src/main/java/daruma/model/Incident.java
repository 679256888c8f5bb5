package daruma.model;

import java.time.Instant;
import java.util.List;

/**
 * The same failure of an app in one release, however often it happened: what {@code daruma incidents} lists.
 *
 * @param number names it for people; grows by one with each new incident of a home and is never used again
 * @param cause how it showed, decoded: {@code exit code 1}, {@code SIGSEGV (invalid memory access)}, {@code liveness
 *     failed}
 * @param title one line for people, what the program itself said of it if it did
 * @param frames the normalised top frames of the stack it died with, innermost first; the last error lines if there was
 *     none; empty if it said nothing
 * @param fingerprint of frames and cause, twelve hexadecimal digits; the same in every release and for every app that
 *     fails in this way
 * @param release of the app, in which it happened
 * @param count how often, from 1
 * @param last the launch to which it happened last
 */
public record Incident(
        long number,
        AppName app,
        Kind kind,
        String cause,
        String title,
        List<String> frames,
        String fingerprint,
        String release,
        long count,
        Instant firstSeen,
        Instant lastSeen,
        Incarnation last) {
    /** What happened, in one word for scripts. */
    public enum Kind {
        /** It ended by itself, or by a signal that Daruma did not send. */
        CRASH,
        /** The program could not be run at all. */
        START_FAILURE,
        /** Its runtime or the kernel ran out of memory. */
        OUT_OF_MEMORY,
        /** It lived and did not work: a probe, the watchdog, or the watching for hangs said so. */
        UNHEALTHY,
        /** It used more than its limits allow. */
        OVER_LIMIT
    }

    public Incident {
        frames = List.copyOf(frames);
        if (number < 1 || count < 1) {
            throw new Refused("incident " + number + " of \"" + app + "\", seen " + count + " times, is impossible");
        }
    }
}
