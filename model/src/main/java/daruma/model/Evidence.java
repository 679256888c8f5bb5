package daruma.model;

/**
 * What is kept of a failure beyond what costs nothing.
 *
 * @param core whether core dumps are allowed
 * @param heapDumpOnOom whether a runtime that runs out of heap writes it to disk
 */
public record Evidence(boolean core, boolean heapDumpOnOom) {
    public static final Evidence DEFAULT = new Evidence(false, false);
}
