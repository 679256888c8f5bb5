package daruma.probes.check;

import java.io.IOException;
import java.io.Serial;

/** What came over the connection is not the protocol that was asked for. The message goes on a sentence about the port. */
final class MalformedReply extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    MalformedReply(String message) {
        super(message);
    }
}
