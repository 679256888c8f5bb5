package daruma.state.change;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.ProgramKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramDigestTest {
    @TempDir
    Path folder;

    private AppSpec spec(Optional<Path> script, String... argv) {
        return AppSpec.of(new AppName("web"), new Command(List.of(argv), folder, ProgramKind.NODE, script));
    }

    @Test
    void it_changes_with_the_script_and_with_nothing_else() throws IOException {
        var script = Files.writeString(folder.resolve("server.js"), "abc");
        var spec = spec(Optional.of(script), "/usr/bin/node", script.toString());
        assertThat(ProgramDigest.of(spec)).contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(ProgramDigest.of(spec.withReplicas(3))).isEqualTo(ProgramDigest.of(spec));
        Files.writeString(script, "abcd");
        assertThat(ProgramDigest.of(spec)).isPresent().isNotEqualTo(ProgramDigest.of(spec(Optional.empty(), "x")));
    }

    @Test
    void a_jar_among_the_arguments_and_a_binary_of_its_own_are_looked_at() throws IOException {
        Files.writeString(folder.resolve("app.jar"), "abc");
        Files.writeString(folder.resolve("tool"), "abc");
        var jar = ProgramDigest.of(spec(Optional.empty(), "java", "-jar", "app.jar"));
        assertThat(jar).isPresent().isEqualTo(ProgramDigest.of(spec(Optional.empty(), "./tool")));
    }

    @Test
    void what_is_not_there_has_none() {
        assertThat(ProgramDigest.of(spec(Optional.empty(), "sleep", "60"))).isEmpty();
        assertThat(ProgramDigest.of(spec(Optional.of(folder.resolve("none.js")), "node")))
                .isEmpty();
    }
}
