package daruma.control.server;

import daruma.control.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A server in a process of its own. Answers each line of its input with how often it has paused to accept. */
final class ServerWithFewDescriptors {
    private ServerWithFewDescriptors() {}

    public static void main(String... args) throws IOException {
        var listening = ((Outcome.Ok<ServerSocketChannel>) ControlSocket.bind(Path.of(args[0]))).value();
        try (var server = ControlServer.start(listening, new FakeController(), "1", ServerLimits.DEFAULT);
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("ready");
            while (in.readLine() != null) {
                System.out.println(server.acceptPauses());
            }
        }
    }
}
