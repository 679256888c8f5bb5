package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import daruma.control.Answer;
import daruma.control.Method;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** export, judged by the proxies themselves where they are installed. */
class ExportTest extends WithDaemon {
    @BeforeEach
    void answers() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.balanced(), Apps.api(), Apps.worker())));
    }

    @Test
    void haproxy_takes_what_is_printed_for_it() throws Exception {
        var config = shell().run("export", "haproxy", "--bind", "18080").out();
        assertThat(config)
                .contains("    server web-0 127.0.0.1:20016\n")
                .contains("    server web-2 127.0.0.1:20018 # stands in during updates, or is spare\n")
                .contains("    server api-1 127.0.0.1:3001\n")
                .contains("use_backend api if { hdr_beg(host) -i api. }")
                .doesNotContain("worker");
        var file = Files.writeString(home.resolve("haproxy.cfg"), config);
        judged(program("haproxy"), "-c", "-f", file.toString());
    }

    @Test
    void nginx_takes_what_is_printed_for_it() throws Exception {
        var config = shell().run("export", "nginx", "--bind", "18080").out();
        assertThat(config).contains("server 127.0.0.1:20016 max_fails=1").contains("server_name web.*;");
        var apps = Files.writeString(home.resolve("apps.conf"), config);
        var file = Files.writeString(
                home.resolve("nginx.conf"),
                "pid " + home + "/nginx.pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n"
                        + Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                                .map(name -> name + "_temp_path " + home + "/" + name + ";\n")
                                .reduce("", String::concat)
                        + "include " + apps + ";\n}\n");
        judged(program("nginx"), "-t", "-q", "-c", file.toString(), "-p", home.toString());
    }

    @Test
    void caddy_gets_a_site_for_each_app() {
        assertThat(shell().run("export", "caddy").out())
                .contains(
                        "http://web.localhost:80 {\n\treverse_proxy 127.0.0.1:20016 127.0.0.1:20017 127.0.0.1:20018 {\n");
    }

    @Test
    void what_cannot_be_exported_is_said() {
        assertThat(shell().run("export", "hproxy").err()).contains("did you mean \"haproxy\"?");
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.worker())));
        assertThat(shell().run("export", "nginx").err()).contains("none of these apps has a declared port");
    }

    private static Optional<Path> program(String name) {
        return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void judged(Optional<Path> program, String... arguments) throws IOException, InterruptedException {
        assumeTrue(program.isPresent(), "it is not installed here");
        var command = Stream.concat(Stream.of(program.get().toString()), Stream.of(arguments))
                .toList();
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).doesNotContainIgnoringCase("warning");
    }
}
