package daruma.manifest.program;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.ProgramKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    @TempDir
    Path here;

    private Path bin;

    @BeforeEach
    void programs() throws IOException {
        bin = Files.createDirectory(here.resolve("bin"));
        for (var name : List.of("node", "npm", "java", "python3", "ruby", "bash")) {
            executable(bin.resolve(name), "#!/bin/sh\n");
        }
    }

    private static Path executable(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path file(String name, String text) throws IOException {
        var file = here.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void jar(String name, Map<String, String> attributes) throws IOException {
        var file = here.resolve(name);
        Files.createDirectories(file.getParent());
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
        try (OutputStream out = Files.newOutputStream(file)) {
            new JarOutputStream(out, manifest).close();
        }
    }

    private Guess guess(String target, String... args) {
        return guess(new Wanted(target, List.of(args), Optional.empty(), List.of(), Optional.empty()));
    }

    private Guess guess(Wanted wanted) {
        return new Programs(here, Map.of("PATH", bin.toString(), "HOME", here.toString())).guess(wanted);
    }

    private Guess.Program program(String target, String... args) {
        return assertThat(guess(target, args)).isInstanceOf(Guess.Program.class).actual() instanceof Guess.Program p
                ? p
                : null;
    }

    private Guess.Nothing nothing(String target) {
        assertThat(guess(target)).isInstanceOf(Guess.Nothing.class);
        return (Guess.Nothing) guess(target);
    }

    @Test
    void files_are_run_by_what_their_names_tell() throws IOException {
        record Case(String file, ProgramKind kind, List<String> before) {}
        for (var c : List.of(
                new Case("a.js", ProgramKind.NODE, List.of("node")),
                new Case("a.mjs", ProgramKind.NODE, List.of("node")),
                new Case("a.cjs", ProgramKind.NODE, List.of("node")),
                new Case("a.py", ProgramKind.PYTHON, List.of("python3")),
                new Case("a.rb", ProgramKind.RUBY, List.of("ruby")),
                new Case("a.sh", ProgramKind.SHELL, List.of("bash")),
                new Case("a.jar", ProgramKind.JAVA, List.of("java", "-jar")),
                new Case("A.java", ProgramKind.JAVA, List.of("java")))) {
            var file = file(c.file, "");
            var program = program(c.file, "x");
            var argv = new java.util.ArrayList<>(c.before);
            argv.addAll(List.of(file.toString(), "x"));
            assertThat(program.command().argv()).isEqualTo(argv);
            assertThat(program.command().kind()).isEqualTo(c.kind);
            assertThat(program.command().cwd()).isEqualTo(here);
            assertThat(program.command().script()).contains(file);
        }
    }

    @Test
    void typescript_is_run_by_the_projects_own_runner_or_by_a_node_that_can() throws IOException {
        file("app.ts", "");
        executable(bin.resolve("node"), "#!/bin/sh\necho v20.9.0\n");
        assertThat(nothing("app.ts").next()).contains("22.18");
        executable(bin.resolve("node"), "#!/bin/sh\necho v22.6.1\n");
        assertThat(program("app.ts").command().argv()).startsWith("node", "--experimental-strip-types");
        executable(bin.resolve("node"), "#!/bin/sh\necho v24.0.0\n");
        assertThat(program("app.ts").command().argv())
                .startsWith("node", here.resolve("app.ts").toString());
        executable(here.resolve("node_modules/.bin/tsx"), "#!/bin/sh\n");
        assertThat(program("app.ts").command().argv().getFirst()).endsWith("node_modules/.bin/tsx");
    }

    @Test
    void an_executable_file_is_run_itself() throws IOException {
        executable(here.resolve("tool"), "ELF");
        executable(here.resolve("own.sh"), "#!/bin/dash\n");
        assertThat(program("tool").command().argv())
                .containsExactly(here.resolve("tool").toString());
        assertThat(program("own.sh").command().argv())
                .containsExactly(here.resolve("own.sh").toString());
        assertThat(program("~/tool").command().argv())
                .containsExactly(here.resolve("tool").toString());
    }

    @Test
    void a_program_of_the_path_and_a_whole_command_line_are_commands() {
        assertThat(program("node", "-e", "1").command().argv()).containsExactly("node", "-e", "1");
        assertThat(program("npm start").command().argv()).containsExactly("npm", "start");
        assertThat(program("npm run a && npm run b").command().argv())
                .containsExactly("sh", "-c", "npm run a && npm run b");
    }

    @Test
    void an_interpreter_that_was_named_wins_over_the_name_of_the_file() throws IOException {
        file("a.js", "");
        var wanted = new Wanted("a.js", List.of(), Optional.of("ruby"), List.of("-w"), Optional.empty());
        assertThat(((Guess.Program) guess(wanted)).command().argv())
                .containsExactly("ruby", "-w", here.resolve("a.js").toString());
        var none = new Wanted("a.js", List.of(), Optional.of("none"), List.of(), Optional.empty());
        assertThat(((Guess.Nothing) guess(none)).why()).contains("not executable");
    }

    @Test
    void a_package_json_says_what_to_run_and_npm_is_left_out_where_it_can_be() throws IOException {
        file("web/package.json", "{\n\t\"name\": \"@shop/web\",\n\t\"scripts\": {\"start\": \"node server.js --a\"}}");
        file("web/server.js", "");
        var direct = program("web", "--b");
        assertThat(direct.name()).isEqualTo("web");
        assertThat(direct.command().argv())
                .containsExactly("node", here.resolve("web/server.js").toString(), "--a", "--b");
        assertThat(direct.command().cwd()).isEqualTo(here.resolve("web"));
        assertThat(direct.says()).contains("scripts.start of package.json");

        file("web/package.json", "{\"name\": \"web\", \"scripts\": {\"start\": \"next start\"}}");
        assertThat(program("web").command().argv()).containsExactly("npm", "start");
        file("web/package.json", "{\"main\": \"server\"}");
        assertThat(program("web").command().argv())
                .containsExactly("node", here.resolve("web/server.js").toString());
        file("web/package.json", "{");
        assertThat(nothing("web").why()).contains("not valid JSON");
    }

    @Test
    void a_folder_of_java_is_started_from_its_runnable_jar() throws IOException {
        file("svc/pom.xml", "");
        assertThat(nothing("svc").next()).contains("mvn package");
        jar(
                "svc/target/svc-1.0.jar",
                Map.of("Main-Class", "org.springframework.boot.loader.launch.JarLauncher", "Start-Class", "a.B"));
        jar("svc/target/svc-1.0-sources.jar", Map.of());
        var program = program("svc");
        assertThat(program.command().argv())
                .containsExactly(
                        "java", "-jar", here.resolve("svc/target/svc-1.0.jar").toString());
        assertThat(program.name()).isEqualTo("svc");
        jar("svc/target/other.jar", Map.of("Main-Class", "x.Y"));
        assertThat(nothing("svc").why()).contains("other.jar").contains("svc-1.0.jar");
    }

    @Test
    void other_folders_are_known_by_their_main_file() throws IOException {
        for (var main : List.of("app.py", "main.py", "Main.java", "index.js")) {
            var folder = "f-" + main.replace('.', '-');
            file(folder + "/" + main, "");
            assertThat(program(folder).command().argv())
                    .contains(here.resolve(folder).resolve(main).toString());
        }
        file("m/daruma.yaml", "");
        assertThat(guess("m")).isEqualTo(new Guess.Manifest(here.resolve("m/daruma.yaml")));
    }

    @Test
    void what_cannot_be_run_says_why_and_what_next() throws IOException {
        file("plain", "");
        Files.createDirectory(here.resolve("empty"));
        Files.delete(bin.resolve("ruby"));
        file("a.rb", "");
        assertThat(nothing("absent.js").kind()).isEqualTo(Guess.Kind.ABSENT);
        assertThat(nothing("plian").next()).isEqualTo("Did you mean plain?");
        assertThat(nothing("plain").next()).contains("chmod +x");
        assertThat(nothing("empty").why()).contains("package.json");
        assertThat(nothing("a.rb").next()).contains("package ruby");
        file("ecosystem.config.js", "");
        assertThat(nothing("ecosystem.config.js").kind()).isEqualTo(Guess.Kind.NOT_YET);
    }

    @Test
    void names_are_made_valid() {
        assertThat(List.of("@shop/web", "all", "123", "", "ünder", "a b").stream()
                        .map(AppNames::from))
                .allSatisfy(name -> assertThat(new daruma.model.AppName(name)).isNotNull());
        assertThat(AppNames.fromFile(Path.of("/x/my.server.js"))).isEqualTo("my.server");
    }
}
