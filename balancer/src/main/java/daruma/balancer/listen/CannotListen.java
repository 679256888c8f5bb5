package daruma.balancer.listen;

import daruma.model.traffic.Address;

/** An address cannot be listened on. The message says why, and what to do. */
public final class CannotListen extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Address address;

    CannotListen(Address address, String why) {
        super("cannot listen on " + address + ": " + why);
        this.address = address;
    }

    public Address address() {
        return address;
    }
}
