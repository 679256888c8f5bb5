package daruma.probes.check;

import daruma.model.Durations;
import daruma.probes.time.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * Whether a program says anything at all when it is asked: some answer to a GET, in whatever protocol, or that it closes the
 * connection. Only silence is a failure.
 */
public record AnswerCheck(int port) implements Check {
    @Override
    public Outcome make(Deadline deadline) {
        try (var socket = Loopback.connect(port, deadline)) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: localhost:" + port
                                    + "\r\nUser-Agent: daruma-probe\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            int left = deadline.millisLeft();
            if (left == 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout(left);
            return new Outcome.Passed(
                    socket.getInputStream().read() < 0 ? "it closes connections" : "it answers GET /");
        } catch (IOException e) {
            return switch (Loopback.failure(port, e, deadline)) {
                case Outcome.Failed _
                when e instanceof SocketTimeoutException || deadline.passed() ->
                    new Outcome.Failed(
                            "GET / on port " + port + " got no answer within " + Durations.format(deadline.allowed()));
                case Outcome.Failed(var what) -> new Outcome.Passed(what);
                case Outcome.Broken broken -> broken;
                case Outcome.Passed passed -> passed;
            };
        }
    }
}
