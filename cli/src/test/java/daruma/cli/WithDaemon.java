package daruma.cli;

import daruma.testkit.control.ScriptedDaemon;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A home with a daemon that plays a script, on a real socket; the directory is short, because socket paths must be. */
abstract class WithDaemon {
    Path home;
    Path directory;
    ScriptedDaemon daemon;

    @BeforeEach
    void listen() throws IOException {
        home = Files.createTempDirectory("dcli");
        directory = Files.createDirectory(home.resolve("work"));
        daemon = ScriptedDaemon.listen(home.resolve("daruma.sock"));
    }

    @AfterEach
    void goAway() throws IOException {
        daemon.close();
        try (var files = Files.walk(home)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    Shell shell() {
        return new Shell(directory, home);
    }
}
