package daruma.supervisor.lifecycle;

import daruma.model.InstanceId;

/**
 * Everything that is known of one instance.
 *
 * @param goal what is wanted of it
 * @param state how it is
 * @param memory what must survive the daemon
 */
public record Instance(Goal goal, InstanceState state, InstanceMemory memory) {
    public InstanceId id() {
        return memory.id();
    }

    Instance with(Goal newGoal) {
        return new Instance(newGoal, state, memory);
    }

    Instance with(InstanceState newState) {
        return new Instance(goal, newState, memory);
    }

    Instance with(InstanceMemory newMemory) {
        return new Instance(goal, state, newMemory);
    }

    /** With what its death has meant for its group. */
    public Instance with(GroupDeaths deaths) {
        return with(memory.with(deaths));
    }

    /** With the number that the loop gave to the last event of a decision. */
    public Instance withLastEvent(long eventId) {
        return with(memory.withLastEvent(eventId));
    }
}
