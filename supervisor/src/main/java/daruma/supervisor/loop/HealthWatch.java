package daruma.supervisor.loop;

import daruma.model.Incarnation;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.InstanceEvent;

/**
 * Who looks whether what runs is well. Called by the loop's thread only; nothing here may block or throw.
 *
 * <p>Answers by {@link InstanceEvent.ReadinessChanged} when readiness changes, by {@link InstanceEvent.Ailing} when
 * something is reason to restart an instance, and by {@link InstanceEvent.Recovered} when that is over. A restart can be
 * withheld, by the guard, for any time: so a watch goes on after {@code Ailing} as before it, tells it again as often as it
 * likes while it lasts, and takes it back when the probe that failed succeeds again. Whoever must not look any more is told
 * so by {@link #ending} and {@link #forget}.
 *
 * <p>What it tells must begin only after {@code watch} was called, and end with {@code forget}; a last word that overtakes
 * {@code forget} is no harm.
 */
public interface HealthWatch {
    /** Begins to look. What counts is in {@code request.health()}; delays count from {@code launchedAt}. */
    void watch(Action.WatchHealth request);

    /** The instance is being ended: only readiness is looked at any more. Nothing happens if it is not watched. */
    void ending(Incarnation incarnation);

    /** Looks no more. Nothing happens if it does not. */
    void forget(Incarnation incarnation);
}
