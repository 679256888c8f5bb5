package daruma.balancer.choice;

import daruma.model.traffic.EndpointState;

/** What the choice sees of an endpoint. */
public interface Candidate {
    EndpointState state();

    /** 1 to 1000. */
    int weight();

    /** Requests under way. */
    int load();

    Standing standing();

    /** Since when it is ready, in nanoseconds of the clock that {@code now} is read from. */
    long readySince();

    /** The same for all incarnations of an instance, so that a restart moves nobody to another instance. */
    long identity();
}
