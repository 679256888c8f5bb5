package daruma.model;

import java.util.Optional;

/**
 * How far a rollout has come.
 *
 * @param replaced how many instances are new and ready
 * @param of so many that are to be
 * @param paused whether it stands still
 * @param failure why it stands still by itself, or why it is a way back
 */
public record RolloutStatus(Rollout.Kind kind, int replaced, int of, boolean paused, Optional<String> failure) {}
