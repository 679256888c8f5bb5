package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Whoever can command the daemon can run anything as its user: nobody else may. */
class OtherUserTest {
    private static final String[] NOBODY = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};

    @Test
    void another_user_is_refused_on_the_control_socket_even_where_files_would_let_him_in() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can become somebody else");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs a client of our own, in Python");
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("one").toString());
            long pid = home.pid("one");
            var client =
                    home.programs().shell("client", """
                    exec python3 - <<'END'
                    import os, socket
                    connection = socket.socket(socket.AF_UNIX)
                    connection.settimeout(30)
                    try:
                        connection.connect("%s")
                    except PermissionError:
                        print("no way to the socket")
                        raise SystemExit
                    connection.send(b'{"method":"org.varlink.service.GetInfo"}\\0')
                    print(os.getuid(), connection.recv(65536))
                    END
                    """.formatted(home.paths().socket()));
            assertThat(home.run(client.toString()).out()).startsWith("0 ").contains("Daruma");

            permit(home.directory(), "rwxr-xr-x");
            assertThat(home.through(NOBODY).runThrough(client.toString()).out()).isEqualTo("no way to the socket\n");

            for (var directory = home.paths().socket().getParent();
                    !directory.equals(home.directory());
                    directory = directory.getParent()) {
                permit(directory, "rwxr-xr-x");
            }
            permit(home.paths().socket(), "rwxrwxrwx");
            assertThat(home.runThrough(client.toString()).out())
                    .startsWith("65534 ")
                    .contains("belongs to another user")
                    .doesNotContain("interfaces");
            var stop = home.daruma("stop", "one");
            assertThat(stop.exit()).as(stop.toString()).isNotZero();

            home.through();
            assertThat(home.pid("one")).isEqualTo(pid);
        }
    }

    private static void permit(Path file, String permissions) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
