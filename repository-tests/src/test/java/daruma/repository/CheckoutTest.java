package daruma.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code daruma} of a checkout, with a Maven that only notes that it was called. */
class CheckoutTest {
    @TempDir
    Path directory;

    private Path checkout;

    @BeforeEach
    void check_out() throws IOException {
        checkout = directory.resolve("a check out");
        Shell.writeExecutable(checkout.resolve("daruma"), Files.readString(Repository.ROOT.resolve("daruma")));
        var launch = Path.of("dist/src/main/sh/libexec/launch.sh");
        Shell.writeExecutable(checkout.resolve(launch), Files.readString(Repository.ROOT.resolve(launch)));
        write("pom.xml");
        write("model/pom.xml");
        write("model/src/main/java/daruma/model/App.java");
        write("model/src/main/java/daruma/model/Gone.java");
        write("testkit/src/main/java/daruma/testkit/Fake.java");
        Shell.writeExecutable(
                directory.resolve("maven/bin/mvn"),
                "#!/bin/sh",
                "echo \"$*\" >> '" + directory + "/builds'",
                "if [ -e '" + directory + "/broken' ]; then echo '[ERROR] App.java:7 does not compile'; exit 1; fi",
                "echo '[INFO] Building Daruma model 0.1.0-SNAPSHOT               [2/11]'",
                // As long as the test wants, so that two first uses do meet.
                "while [ -e '" + directory + "/slow' ]; do sleep 0.05; done",
                "d='" + checkout + "/dist/target/daruma/bin'",
                "mkdir -p \"$d\" && printf '#!/bin/sh\\necho ran \"$@\"\\n' > \"$d/daruma\" && chmod 755 \"$d/daruma\"",
                "touch '" + checkout + "/dist/target/built'");
    }

    @Test
    void the_first_use_builds_and_says_so_and_the_next_one_does_not() {
        var first = daruma("ls", "-q");
        assertThat(first.out()).isEqualTo("ran ls -q\n");
        assertThat(first.err())
                .contains("building from")
                .contains("2/11  Daruma model")
                .contains("built");
        var second = daruma("ls");
        assertThat(second.out()).isEqualTo("ran ls\n");
        assertThat(second.err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void a_changed_source_a_changed_pom_and_a_file_that_is_gone_each_mean_a_build() throws IOException {
        daruma();
        assertMeansABuild(checkout.resolve("model/src/main/java/daruma/model/App.java"));
        assertMeansABuild(checkout.resolve("model/pom.xml"));
        Files.delete(checkout.resolve("model/src/main/java/daruma/model/Gone.java"));
        assertMeansABuild(checkout.resolve("model/src/main/java/daruma/model"));
    }

    private void assertMeansABuild(Path changed) throws IOException {
        var before = builds();
        later(changed);
        daruma();
        assertThat(builds()).as("builds after a change of %s", changed).isEqualTo(before + 1);
        Files.setLastModifiedTime(changed, FileTime.from(Instant.now().minusSeconds(60)));
        daruma();
        assertThat(builds()).as("builds when %s is older again", changed).isEqualTo(before + 1);
    }

    @Test
    void what_is_not_part_of_the_distribution_means_no_build() throws IOException {
        daruma();
        later(checkout.resolve("testkit/src/main/java/daruma/testkit/Fake.java"));
        daruma();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void of_two_first_uses_at_once_one_builds_and_both_run() throws IOException {
        var slow = Files.createFile(directory.resolve("slow"));
        var one = start("one");
        var two = start("two");
        org.awaitility.Awaitility.await("one of the two waits for the other")
                .until(() ->
                        (Files.readString(one.err()) + Files.readString(two.err())).contains("waiting for another"));
        Files.delete(slow);
        assertThat(one.end().out()).isEqualTo("ran one\n");
        assertThat(two.end().out()).isEqualTo("ran two\n");
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void a_build_that_fails_shows_why_runs_nothing_and_is_tried_again() throws IOException {
        var broken = Files.createFile(directory.resolve("broken"));
        var shell = daruma("ls");
        assertThat(shell.status()).isEqualTo(1);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).contains("App.java:7 does not compile").contains("build.log");
        Files.delete(broken);
        assertThat(daruma("ls").out()).isEqualTo("ran ls\n");
    }

    @Test
    void it_works_through_a_link_from_elsewhere() throws IOException {
        var link = Files.createSymbolicLink(directory.resolve("d"), checkout.resolve("daruma"));
        assertThat(Shell.run(Path.of("/"), environment(), link.toString(), "x").out())
                .isEqualTo("ran x\n");
    }

    private Shell daruma(String... arguments) {
        return start(arguments).end();
    }

    private Shell.Running start(String... arguments) {
        var command =
                new java.util.ArrayList<>(List.of(checkout.resolve("daruma").toString()));
        command.addAll(List.of(arguments));
        return Shell.start(directory, environment(), command);
    }

    private Map<String, String> environment() {
        return Map.of(
                "PATH",
                directory.resolve("maven/bin") + ":/usr/bin:/bin",
                "JAVA_HOME",
                System.getProperty("java.home"));
    }

    private long builds() {
        return Repository.lines(directory.resolve("builds"));
    }

    private void write(String name) throws IOException {
        var file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
    }

    /** A file system's clock may be coarse: a minute is later everywhere. */
    private static void later(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }
}
