package daruma.control.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The names of the interface, and its description. */
public final class BalancerInterface {
    public static final String NAME = "io.github.daruma-pm.balancer1";
    public static final String PING = NAME + ".Ping";
    public static final String APPLY = NAME + ".Apply";
    public static final String APPLIED = NAME + ".Applied";
    public static final String FIGURES = NAME + ".Figures";
    public static final String AWAIT_IDLE = NAME + ".AwaitIdle";

    public static final String CANNOT_LISTEN = NAME + ".CannotListen";
    public static final String BAD_CERTIFICATE = NAME + ".BadCertificate";
    public static final String NOT_STORED = NAME + ".NotStored";

    private BalancerInterface() {}

    /** The interface description that is part of the product. */
    public static String text() {
        try (var in = BalancerInterface.class.getResourceAsStream(NAME + ".varlink")) {
            if (in == null) {
                throw new IllegalStateException("the description of " + NAME + " is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the description of " + NAME, e);
        }
    }
}
