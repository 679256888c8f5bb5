package daruma.control.server;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.function.Predicate;
import jdk.net.ExtendedSocketOptions;

/** Who is at the other end, as the kernel says (SO_PEERCRED), and who may be. */
final class Peers {
    private Peers() {}

    /** The user of the process that connected; empty if the kernel does not tell. */
    static Optional<UserPrincipal> userOf(SocketChannel channel) {
        try {
            return Optional.of(
                    channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user());
        } catch (IOException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    /** Admits the user that this process runs as, and root, which can do everything anyway. */
    static Predicate<UserPrincipal> sameUserOrRoot() throws IOException {
        // The kernel gives this directory to the user that the process acts as.
        var self = Files.getOwner(Path.of("/proc/self"));
        return user -> user.equals(self)
                || user.getName().equals("root")
                || user.getName().equals("0");
    }
}
