package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The first thing that anybody tries. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void the_quick_start_of_the_readme_works_as_it_stands_there() throws Exception {
        assumeTrue(new ProcessBuilder("sh", "-c", "command -v node").start().waitFor() == 0, "no node");
        var block = Pattern.compile("(?s)## Quick start.*?```sh\n(.*?)```")
                .matcher(Files.readString(ROOT.resolve("README.md")));
        assertThat(block.find()).as("the README has a quick start").isTrue();
        var commands = block.group(1)
                .replace("./daruma ", "\"$DISTRIBUTION\"/bin/daruma ")
                .replace("-p 3000", "-p $PORT"); // 3000 may be taken here
        assertThat(commands).contains("start examples/hello-node/server.js");

        var home = Files.createTempDirectory("dr").toRealPath();
        try {
            var shell = run(home, "set -eu\n" + commands);
            assertThat(shell).contains("ready after").contains("Running").contains("start again at once");
        } finally {
            run(home, "\"$DISTRIBUTION\"/bin/daruma kill || :");
        }
    }

    private static String run(Path home, String script) throws IOException, InterruptedException {
        var out = Files.createTempFile("readme", ".out");
        var builder = new ProcessBuilder("sh", "-xc", script)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("DARUMA_HOME", home.toString());
        builder.environment()
                .put(
                        "DISTRIBUTION",
                        Path.of(System.getProperty("daruma.distribution"))
                                .toRealPath()
                                .toString());
        try (var free = new ServerSocket(0)) {
            builder.environment().put("PORT", Integer.toString(free.getLocalPort()));
        }
        var process = builder.start();
        var ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        var text = Files.readString(out);
        assertThat(ended).as("ended in 120 s: %s", text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
