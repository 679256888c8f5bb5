package daruma.probes.check;

import daruma.probes.time.Deadline;
import java.io.IOException;

/** A connection is accepted by the kernel; the program need not have noticed. */
public record TcpCheck(int port) implements Check {
    @Override
    public Outcome make(Deadline deadline) {
        try (var _ = Loopback.connect(port, deadline)) {
            return new Outcome.Passed("port " + port + " accepts connections");
        } catch (IOException e) {
            return Loopback.failure(port, e, deadline);
        }
    }
}
