package daruma.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that lets Node programs say that they are ready in the words of pm2. */
class NodePreloadTest {
    private static final Path PRELOAD = Repository.ROOT.resolve("dist/src/main/sh/libexec/ready.cjs");

    @TempDir
    Path directory;

    @BeforeAll
    static void there_is_a_node() {
        assumeTrue(
                Shell.run(Repository.ROOT, Map.of(), "sh", "-c", "command -v node")
                                .status()
                        == 0,
                "no node");
    }

    @Test
    void ready_makes_the_file_and_calls_back() {
        var ready = directory.resolve("ready");
        var shell = node(
                ready,
                "process.send('starting'); console.log(require('fs').existsSync('" + ready + "'));"
                        + "process.send('ready', (e) => console.log('sent', e))");
        assertThat(shell.out()).isEqualTo("false\nsent null\n");
        assertThat(ready).exists();
    }

    @Test
    void a_file_that_cannot_be_written_is_a_warning() {
        var shell = node(directory.resolve("missing/ready"), "process.send('ready'); console.log('alive')");
        assertThat(shell.out()).isEqualTo("alive\n");
        assertThat(shell.err()).contains("cannot say ready to Daruma");
        assertThat(shell.status()).isZero();
    }

    @Test
    void without_somebody_who_waits_nothing_is_changed() {
        var shell =
                Shell.run(directory, Map.of(), "node", "--require", PRELOAD.toString(), "-p", "typeof process.send");
        assertThat(shell.out()).isEqualTo("undefined\n");
    }

    private Shell node(Path ready, String program) {
        return Shell.run(
                directory,
                Map.of("DARUMA_READY_FILE", ready.toString()),
                "node",
                "--require",
                PRELOAD.toString(),
                "-e",
                program);
    }
}
