package daruma.model;

import java.util.OptionalInt;

/**
 * How clients reach the instances of an app that serves a port.
 *
 * @param backendPort for {@link Mode#BALANCED}: instance {@code n} serves on {@code backendPort + n}; empty until the daemon
 *     has chosen a stretch of free ports, which it does when the app is declared
 * @param spare how many instances are kept ready beyond the replicas, to step in when one falls
 */
public record Traffic(Mode mode, OptionalInt backendPort, int spare) {
    /** Each instance serves a port of its own. */
    public static final Traffic OWN = new Traffic(Mode.OWN, OptionalInt.empty(), 0);

    public static final int MAX_SPARE = 16;

    /** Who accepts connections on the declared port. */
    public enum Mode {
        /** The instances, each on its own: instance {@code n} on port {@code port + n}. */
        OWN,
        /** The balancer, which passes them on to whatever is ready. */
        BALANCED,
        /** All of them together: the socket is held outside and handed to each. */
        DIRECT
    }

    public Traffic {
        if (mode != Mode.BALANCED && backendPort.isPresent()) {
            throw new Refused("backend ports are for apps behind the balancer");
        }
        if (backendPort.isPresent() && (backendPort.getAsInt() < 1 || backendPort.getAsInt() > 65_535)) {
            throw new Refused("backend port " + backendPort.getAsInt() + " does not exist: ports go from 1 to 65535");
        }
        if (spare < 0 || spare > MAX_SPARE) {
            throw new Refused("the number of spare instances is " + spare + ": use 0 to " + MAX_SPARE);
        }
        if (spare > 0 && mode == Mode.OWN) {
            throw new Refused("a spare instance needs a port that is shared: publish or listen on one");
        }
    }

    /** Whether a further instance can serve beside the others, so that one can be replaced before it is ended. */
    public boolean shared() {
        return mode != Mode.OWN;
    }

    public Traffic withBackendPort(int first) {
        return new Traffic(mode, OptionalInt.of(first), spare);
    }
}
