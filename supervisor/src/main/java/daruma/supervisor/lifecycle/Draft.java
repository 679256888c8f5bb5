package daruma.supervisor.lifecycle;

import daruma.supervisor.restart.DeathTally;
import java.util.ArrayList;
import java.util.List;

/** A decision while it is being taken. */
final class Draft {
    private final List<Action> actions = new ArrayList<>(4);
    private final List<Told> told = new ArrayList<>(2);
    private Instance instance;

    Draft(Instance instance) {
        this.instance = instance;
    }

    Instance instance() {
        return instance;
    }

    InstanceMemory memory() {
        return instance.memory();
    }

    Goal goal() {
        return instance.goal();
    }

    void goal(Goal goal) {
        instance = instance.with(goal);
    }

    void become(InstanceState state) {
        instance = instance.with(state);
    }

    /** Nothing lives in the slot any more: state and memory say so together. */
    void rest(InstanceState.Resting state) {
        instance = instance.with(state).with(memory().resting(state));
    }

    void remember(InstanceMemory memory) {
        instance = instance.with(memory);
    }

    void remember(DeathTally tally) {
        instance = instance.with(memory().with(tally));
    }

    void act(Action action) {
        actions.add(action);
    }

    void tell(Told event) {
        told.add(event);
    }

    Decision done() {
        return new Decision(instance, actions, told);
    }
}
