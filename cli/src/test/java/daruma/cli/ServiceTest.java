package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Method;
import daruma.control.Request;
import daruma.model.AppSpec;
import daruma.model.RestartMode;
import daruma.model.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The words of Docker Swarm, and the ways of start to be reached. */
class ServiceTest extends WithDaemon {
    @BeforeEach
    void answers() throws IOException {
        var changed = new Answer.Changed(List.of(Apps.balanced()), List.of());
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.balanced(), Apps.worker())))
                .answers(Method.START, changed)
                .answers(Method.UPDATE, changed)
                .answers(Method.RELOAD, changed)
                .answers(Method.DELETE, changed);
        Files.writeString(directory.resolve("server.sh"), "#!/bin/sh\nsleep 60\n");
    }

    private AppSpec started() {
        return daemon.last(Request.Start.class).orElseThrow().apps().getFirst();
    }

    @Test
    void create_declares_an_app_in_dockers_words() {
        var result = shell().run(
                        "service",
                        "create",
                        "--name",
                        "web",
                        "--replicas",
                        "3",
                        "-p",
                        "3000",
                        "-e",
                        "A=b",
                        "--restart-condition",
                        "on-failure",
                        "--restart-max-attempts",
                        "4",
                        "--stop-grace-period",
                        "3s",
                        "--update-parallelism",
                        "2",
                        "--limit-memory",
                        "200M",
                        "--",
                        "sh",
                        "server.sh");
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.err()).contains("✓ web  ready after 0 ms  http://localhost:3000, balanced over 2");
        var spec = started();
        assertThat(spec.replicas()).isEqualTo(3);
        assertThat(spec.port()).isEqualTo(OptionalInt.of(3000));
        assertThat(spec.traffic().mode()).isEqualTo(Traffic.Mode.BALANCED);
        assertThat(spec.env()).isEqualTo(Map.of("A", "b"));
        assertThat(spec.restart().mode()).isEqualTo(RestartMode.ON_FAILURE);
        assertThat(spec.restart().giveUpAfter()).isEqualTo(OptionalInt.of(4));
        assertThat(spec.stop().grace()).isEqualTo(Duration.ofSeconds(3));
        assertThat(spec.update().parallelism()).isEqualTo(2);
        assertThat(spec.health().limits().memoryBytes()).hasValue(200L << 20);
        assertThat(spec.command().argv()).endsWith("server.sh");
    }

    @Test
    void a_program_stands_where_docker_has_an_image() {
        shell().run("service", "create", "--name", "one", "sh", "server.sh");
        assertThat(started().command().argv()).endsWith("server.sh").hasSize(2);
        shell().run("service", "create", "--name", "two", "server.sh", "quietly");
        assertThat(started().command().argv()).endsWith("quietly");
        assertThat(shell().run("service", "create", "--name", "web").exit()).isEqualTo(2);
        var mount = shell().run("service", "create", "--mount", "x", "--name", "web", "server.sh");
        assertThat(mount.exit()).isEqualTo(2);
        assertThat(mount.err()).contains("sees the files of this machine");
    }

    @Test
    void ls_and_ps_have_dockers_columns() {
        assertThat(shell().run("service", "ls").out())
                .startsWith("ID  NAME")
                .contains("replicated")
                .contains("2/2")
                .contains("http://localhost:3000, balanced over 2");
        assertThat(shell().run("service", "ls", "-q").out()).isEqualTo("web\nworker\n");
        assertThat(shell().run("service", "ps", "web").out())
                .startsWith("NAME")
                .contains("web/0")
                .contains("Running 3m12s ago")
                .contains("20016");
    }

    @Test
    void update_and_rm_are_ours() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.balanced())));
        shell().run("service", "update", "web", "--env-add", "LEVEL=debug", "--replicas", "5", "-d");
        var asked = daemon.last(Request.Update.class).orElseThrow();
        assertThat(asked.waiting()).isFalse();
        assertThat(asked.apps().getFirst().replicas()).isEqualTo(5);
        assertThat(asked.apps().getFirst().env()).containsEntry("LEVEL", "debug");
        shell().run("service", "update", "web", "--force");
        assertThat(daemon.last(Request.Reload.class).orElseThrow().selectors()).containsExactly("web");
        shell().run("service", "rm", "web");
        assertThat(daemon.last(Request.Delete.class)).contains(new Request.Delete(List.of("web")));
        assertThat(shell().run("service", "creat").err()).contains("did you mean \"create\"?");
    }

    @Test
    void start_says_how_clients_reach_it() {
        shell().run("start", "server.sh", "-p", "3000");
        assertThat(started().traffic().mode()).isEqualTo(Traffic.Mode.BALANCED);
        shell().run("start", "server.sh", "--listen", "3000", "--spare", "1");
        assertThat(started().traffic()).isEqualTo(new Traffic(Traffic.Mode.DIRECT, OptionalInt.empty(), 1));
        shell().run("start", "server.sh", "--port", "3000");
        assertThat(started().traffic()).isEqualTo(Traffic.OWN);
        shell().run("start", "server.sh", "--port", "3000", "-i", "2");
        assertThat(started().traffic().mode()).isEqualTo(Traffic.Mode.BALANCED);
        shell().run("start", "server.sh", "--port", "3000", "-i", "2", "--traffic", "own");
        assertThat(started().traffic()).isEqualTo(Traffic.OWN);
        shell().run("start", "server.sh", "-i", "2");
        assertThat(started().traffic()).isEqualTo(Traffic.OWN);
        assertThat(shell().run("start", "server.sh", "-p", "80:3000").err()).contains("PORT tells it");
        assertThat(started().port()).isEqualTo(OptionalInt.of(80));
    }

    @Test
    void ways_that_contradict_each_other_are_refused() {
        for (var words : List.of(
                List.of("-p", "3000", "--listen", "3000"),
                List.of("-p", "3000", "--port", "3001"),
                List.of("-p", "many"),
                List.of("-p", "0"),
                List.of("-p", "3000", "--traffic", "direct"),
                List.of("--traffic", "balanced"),
                List.of("--port", "3000", "--traffic", "blanced"),
                List.of("--spare", "1"),
                List.of("-p", "3000", "--spare", "99"),
                List.of("--update-order", "first"),
                List.of("--update-parallelism", "0"),
                List.of("--update-max-failure-ratio", "2"))) {
            var args = new java.util.ArrayList<>(List.of("start", "server.sh"));
            args.addAll(words);
            var result = shell().run(args.toArray(new String[0]));
            assertThat(result.exit()).as(words.toString()).isEqualTo(2);
            assertThat(result.err()).as(words.toString()).startsWith("error: ");
        }
        assertThat(daemon.last(Request.Start.class)).isEmpty();
    }
}
