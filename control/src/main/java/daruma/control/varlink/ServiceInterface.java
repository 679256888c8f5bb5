package daruma.control.varlink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The interface that every varlink service has. */
public final class ServiceInterface {
    public static final String NAME = "org.varlink.service";
    public static final String GET_INFO = NAME + ".GetInfo";
    public static final String GET_INTERFACE_DESCRIPTION = NAME + ".GetInterfaceDescription";

    private ServiceInterface() {}

    /** Its description. */
    public static String text() {
        try (var in = ServiceInterface.class.getResourceAsStream(NAME + ".varlink")) {
            if (in == null) {
                throw new IllegalStateException("the description of " + NAME + " is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the description of " + NAME, e);
        }
    }
}
