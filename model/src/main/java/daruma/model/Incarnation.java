package daruma.model;

/**
 * One launch of an instance. Numbers grow by one with each launch of a slot and are never used again, so that news about
 * an earlier process can be told from news about the present one. A pid alone is not an identity: the kernel reuses it.
 *
 * @param number 1 for the first launch of the slot
 */
public record Incarnation(InstanceId instance, long number) implements Comparable<Incarnation> {
    public Incarnation {
        if (number < 1) {
            throw new Refused("invalid incarnation " + number + " of " + instance + ": the first is 1");
        }
    }

    public Incarnation next() {
        return new Incarnation(instance, number + 1);
    }

    @Override
    public int compareTo(Incarnation other) {
        var byInstance = instance.compareTo(other.instance);
        return byInstance != 0 ? byInstance : Long.compare(number, other.number);
    }

    /** For logs and messages: {@code web/0#7}. */
    @Override
    public String toString() {
        return instance + "#" + number;
    }
}
