package daruma.balancer.control;

import daruma.model.traffic.Address;
import java.util.Optional;

/** A table could not be put in force. The message is for people. */
public final class NotApplied extends Exception {
    private static final long serialVersionUID = 1L;
    private final String error;
    private final transient Optional<Address> listen;

    /**
     * With the varlink error that it becomes.
     *
     * @param error qualified name of a declared error
     * @param listen the frontend that it is about
     */
    public NotApplied(String error, Optional<Address> listen, String message) {
        super(message);
        this.error = error;
        this.listen = listen;
    }

    String error() {
        return error;
    }

    Optional<Address> listen() {
        return listen;
    }
}
