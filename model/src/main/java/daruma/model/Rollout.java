package daruma.model;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * That the instances of an app are replaced one after the other. It stands beside what is desired until every one is
 * replaced; those whose turn has not come are kept at what was desired before.
 *
 * @param from the spec before
 * @param fromGeneration the generation before
 * @param fromAlike as {@link DesiredApp#alike()} before
 * @param paused whether it stands still
 * @param failure why it stands still by itself, or why it is a way back
 */
public record Rollout(
        Kind kind,
        AppSpec from,
        long fromGeneration,
        SortedSet<Long> fromAlike,
        boolean paused,
        Optional<String> failure) {

    /** What it is for. */
    public enum Kind {
        /** The same again, without a moment in which nothing serves. */
        RELOAD,
        /** Another release. */
        UPDATE,
        /** What ran before. */
        ROLLBACK
    }

    public Rollout {
        fromAlike = Collections.unmodifiableSortedSet(new TreeSet<>(fromAlike));
    }

    Rollout with(boolean newPaused, Optional<String> newFailure) {
        return new Rollout(kind, from, fromGeneration, fromAlike, newPaused, newFailure);
    }
}
