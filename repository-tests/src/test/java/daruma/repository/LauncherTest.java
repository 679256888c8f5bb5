package daruma.repository;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.home.HomePaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launchers in sh decide before there is a JVM. */
class LauncherTest {
    @TempDir
    Path directory;

    @Test
    void the_shell_finds_the_same_home_as_java() throws IOException {
        var plain = Files.createDirectory(directory.resolve("plain user"));
        var dotted = Files.createDirectory(directory.resolve("dotted"));
        Files.createDirectory(dotted.resolve(".daruma"));
        assertSameHome(plain, Map.of());
        assertSameHome(plain, Map.of("XDG_STATE_HOME", "/var/states", "XDG_RUNTIME_DIR", "/run/user/7"));
        assertSameHome(plain, Map.of("XDG_STATE_HOME", "relative", "XDG_RUNTIME_DIR", ""));
        assertSameHome(plain, Map.of("DARUMA_HOME", "/srv/daruma"));
        assertSameHome(plain, Map.of("DARUMA_HOME", ""));
        assertSameHome(dotted, Map.of());
        assertSameHome(dotted, Map.of("DARUMA_SYSTEM", "1"));
        assertSameHome(dotted, Map.of("DARUMA_SYSTEM", "1", "DARUMA_HOME", "/srv/other"));
    }

    private static void assertSameHome(Path userHome, Map<String, String> variables) {
        var environment = new java.util.HashMap<>(variables);
        environment.put("HOME", userHome.toString());
        var java = HomePaths.of(environment, userHome, Files::isDirectory);
        var shell = Shell.withLaunchers(environment, "home", "echo \"$socket\"", "echo \"$logs\"", "echo \"$state\"");
        assertThat(shell.out().lines())
                .as("%s", environment)
                .containsExactly(
                        java.socket().toString(),
                        java.logs().toString(),
                        java.state().toString());
    }

    @Test
    void java_home_is_taken_if_it_is_new_enough() {
        var java = java("jdk 26", "26.0.1");
        assertThat(found(Map.of("JAVA_HOME", java.toString()))).isEqualTo(java.toString());
    }

    @Test
    void a_java_home_that_is_too_old_is_passed_over_for_one_in_path() {
        var old = java("jdk-17", "17.0.9");
        var recent = java("jdk-25", "25");
        assertThat(found(Map.of("JAVA_HOME", old.toString(), "PATH", old + "/bin:" + recent + "/bin:/usr/bin:/bin")))
                .isEqualTo(recent.toString());
    }

    @Test
    void a_java_of_the_old_numbering_is_too_old() {
        var old = java("jdk8", "1.8.0_392");
        assertThat(found(Map.of("JAVA_HOME", old.toString()))).isNotEqualTo(old.toString());
    }

    @Test
    void without_a_java_the_message_says_where_it_looked_and_what_to_do() {
        var shell = Shell.withLaunchers(Map.of(), "is_recent_java() { return 1; }", "find_java");
        assertThat(shell.status()).isEqualTo(1);
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err())
                .contains("no Java 25 or newer was found")
                .contains("JAVA_HOME")
                .contains("Install one: ");
    }

    @Test
    void the_launchers_are_found_through_links_from_anywhere_and_with_spaces_in_their_path() throws IOException {
        var dist = installed("my tools/daruma 1");
        var bin = Files.createDirectory(directory.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("daruma"), dist.resolve("bin/daruma"));
        Files.createSymbolicLink(bin.resolve("again"), Path.of("daruma"));
        var java = Map.of("JAVA_HOME", java("jdk 25", "25").toString());
        var expected = "[-Ddaruma.daemon.command=" + dist + "/bin/darumad]";
        assertThat(Shell.run(Path.of("/"), java, bin.resolve("again").toString(), "ls")
                        .out())
                .contains(expected)
                .contains("[ls]");
        assertThat(Shell.run(bin, java, "./daruma").out()).contains(expected);
        assertThat(Shell.run(dist.resolve("bin"), java, "./daruma").out()).contains(expected);
        assertThat(Shell.run(dist.resolve("bin"), java, "sh", "daruma").out()).contains(expected);
        assertThat(Shell.run(dist.resolve("lib"), java, "../bin/daruma").out()).contains("/bin/darumad]");
    }

    @Test
    void arguments_reach_the_program_as_they_were() throws IOException {
        var dist = installed("daruma");
        var out = Shell.run(
                        directory,
                        Map.of("JAVA_HOME", java("jdk", "25").toString()),
                        dist.resolve("bin/daruma").toString(),
                        "start",
                        "a b",
                        "",
                        "*",
                        "$HOME")
                .out();
        assertThat(out).contains("[start]\n[a b]\n[]\n[*]\n[$HOME]\n");
    }

    @Test
    void in_every_locale_the_jvm_can_name_files_outside_ascii_and_the_callers_locale_is_remembered()
            throws IOException {
        var dist = installed("daruma");
        var java = java("jdk", "25");
        Shell.writeExecutable(
                java.resolve("bin/java"), "#!/bin/sh", "printf '%s %s\\n' \"$LC_ALL\" \"$DARUMA_CALLER_LC_ALL\"");
        var daruma = dist.resolve("bin/daruma").toString();
        var home = java.toString();
        assertThat(Shell.run(directory, Map.of("JAVA_HOME", home, "LC_ALL", "C"), daruma)
                        .out())
                .isEqualTo("C.UTF-8 =C\n");
        assertThat(Shell.run(directory, Map.of("JAVA_HOME", home, "LC_ALL", ""), daruma)
                        .out())
                .isEqualTo("C.UTF-8 =\n");
        assertThat(Shell.run(directory, Map.of("JAVA_HOME", home, "LANG", "xx_YY.UTF-8"), daruma)
                        .out())
                .isEqualTo("C.UTF-8 \n");
    }

    @Test
    void the_aot_cache_is_named_only_if_it_is_there() throws IOException {
        var dist = installed("daruma");
        var java = Map.of("JAVA_HOME", java("jdk", "25").toString());
        var daruma = dist.resolve("bin/daruma").toString();
        assertThat(Shell.run(directory, java, daruma).out()).doesNotContain("AOTCache");
        var cache = Files.writeString(
                Files.createDirectories(dist.resolve("lib/aot")).resolve("cli-the-build-25.0.1+9.aot"), "cache");
        assertThat(Shell.run(directory, java, daruma).out()).contains("[-XX:AOTCache=" + cache + "]");
        Files.writeString(dist.resolve("lib/build-id"), "another-build\n");
        assertThat(Shell.run(directory, java, daruma).out()).doesNotContain("AOTCache");
    }

    @Test
    void the_daemon_in_the_foreground_is_the_jvm_itself_with_native_access_for_one_module() throws IOException {
        var dist = installed("daruma");
        var shell = Shell.run(
                directory,
                Map.of("JAVA_HOME", java("jdk", "25").toString(), "DARUMA_HOME", directory + "/home"),
                dist.resolve("bin/darumad").toString(),
                "--foreground");
        assertThat(shell.out())
                .contains("[--enable-native-access=daruma.process]")
                .contains("[-m]\n[daruma.daemon/daruma.daemon.Main]");
    }

    @Test
    void the_daemon_in_the_background_is_kept_by_a_holder_that_has_its_socket() throws IOException {
        var dist = installed("daruma");
        Shell.writeExecutable(dist.resolve("libexec/daruma-holder"), "#!/bin/sh", "printf '[%s]\\n' \"$@\"");
        var home = directory.resolve("home");
        var environment = Map.of("JAVA_HOME", java("jdk", "25").toString(), "DARUMA_HOME", home.toString());
        var out = Shell.run(directory, environment, dist.resolve("bin/darumad").toString())
                .out();
        assertThat(out)
                .startsWith("[--detach]\n[--notify]\n")
                .contains("[--listen]\n[unix:" + home + "/daruma.sock,mode=600]\n[--listen-stdin]\n")
                .contains("[-m]\n[daruma.daemon/daruma.daemon.Main]");
    }

    @Test
    void the_umask_of_the_caller_is_left_to_the_apps_and_the_home_is_private_all_the_same() throws IOException {
        var dist = installed("daruma");
        Shell.writeExecutable(dist.resolve("libexec/daruma-holder"), "#!/bin/sh", "umask");
        var home = directory.resolve("home");
        var environment = Map.of("JAVA_HOME", java("jdk", "25").toString(), "DARUMA_HOME", home.toString());
        var script = "umask 027; exec '" + dist.resolve("bin/darumad") + "'";
        assertThat(Shell.run(directory, environment, "sh", "-c", script).out()).isEqualTo("0027\n");
        for (var made : new String[] {"", "logs", "daemon"}) {
            assertThat(Files.getPosixFilePermissions(home.resolve(made)))
                    .hasToString("[OWNER_READ, OWNER_WRITE, OWNER_EXECUTE]");
        }
    }

    /** The scripts as the build installs them, with a rehearsal that does nothing. */
    private Path installed(String name) throws IOException {
        var dist = Files.createDirectories(directory.resolve(name));
        var source = Repository.ROOT.resolve("dist/src/main/sh");
        for (var script : new String[] {"bin/daruma", "bin/darumad", "libexec/launch.sh"}) {
            Shell.writeExecutable(dist.resolve(script), Files.readString(source.resolve(script)));
        }
        Shell.writeExecutable(dist.resolve("libexec/rehearse"), "#!/bin/sh");
        Files.createDirectories(dist.resolve("lib"));
        Files.writeString(dist.resolve("lib/build-id"), "the-build\n");
        Files.writeString(dist.resolve("lib/daruma.jar"), "");
        return dist;
    }

    /** A Java that prints what it was asked to do. */
    private Path java(String name, String version) {
        var java = directory.resolve(name);
        Shell.writeExecutable(java.resolve("bin/java"), "#!/bin/sh", "printf '[%s]\\n' \"$@\"");
        Shell.writeExecutable(
                java.resolve("release"),
                "IMPLEMENTOR=\"Somebody\"",
                "JAVA_RUNTIME_VERSION=\"" + (version.equals("25") ? "25.0.1+9" : version) + "\"",
                "JAVA_VERSION=\"" + version + "\"",
                "MODULES=\"java.base\"");
        return java;
    }

    private static String found(Map<String, String> environment) {
        return Shell.withLaunchers(environment, "find_java && printf %s \"$java_home\"")
                .out();
    }
}
