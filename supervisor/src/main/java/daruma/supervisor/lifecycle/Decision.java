package daruma.supervisor.lifecycle;

import java.util.List;

/**
 * What follows from an event.
 *
 * @param next what is known then; equal to what was known before if nothing follows
 * @param actions to be performed, in order
 * @param told to be recorded together with {@code next.memory()}, in order
 */
public record Decision(Instance next, List<Action> actions, List<Told> told) {
    public Decision {
        actions = List.copyOf(actions);
        told = List.copyOf(told);
    }

    static Decision stay(Instance instance) {
        return new Decision(instance, List.of(), List.of());
    }
}
