package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Method;
import daruma.control.Request;
import daruma.model.Traffic;
import daruma.model.UpdatePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** update and apply. */
class UpdateTest extends WithDaemon {
    @BeforeEach
    void answers() throws IOException {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.balanced())))
                .answers(Method.UPDATE, new Answer.Changed(List.of(Apps.balanced()), List.of()));
        Files.writeString(directory.resolve("server.sh"), "#!/bin/sh\nsleep 60\n");
    }

    private Request.Update asked() {
        return daemon.last(Request.Update.class).orElseThrow();
    }

    @Test
    void variables_are_laid_over_what_is_there() {
        var result = shell().run("update", "web", "--env", "LEVEL=debug", "--env-rm", "OLD");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).contains("updated to r2");
        var spec = asked().apps().getFirst();
        assertThat(asked().mergeEnv()).isTrue();
        assertThat(asked().updateEnv()).isFalse();
        assertThat(asked().unsetEnv()).containsExactly("OLD");
        assertThat(spec.env()).isEqualTo(Map.of("LEVEL", "debug"));
        assertThat(spec.withEnv(Map.of()).withInheritedEnv(Map.of()))
                .isEqualTo(Apps.balanced().desired().spec());
    }

    @Test
    void a_command_takes_the_place_of_the_one_that_is_there() {
        shell().run("update", "web", "--", "sh", directory.resolve("server.sh").toString());
        assertThat(asked().apps().getFirst().command().argv().getLast())
                .isEqualTo(directory.resolve("server.sh").toString());
        assertThat(shell().run("update", "web", "--", "no-such-program").exit()).isEqualTo(78);
        assertThat(shell().run("update", "web", "--").exit()).isEqualTo(2);
    }

    @Test
    void the_way_it_is_reached_and_how_it_is_updated_can_be_changed() {
        shell().run(
                        "update",
                        "web",
                        "-i",
                        "4",
                        "--listen",
                        "3001",
                        "--spare",
                        "1",
                        "--update-parallelism",
                        "2",
                        "--update-order",
                        "stop-first",
                        "--update-monitor",
                        "5s",
                        "--update-delay",
                        "1s",
                        "--update-max-failure-ratio",
                        "0.5",
                        "--update-failure-action",
                        "pause");
        var spec = asked().apps().getFirst();
        assertThat(spec.replicas()).isEqualTo(4);
        assertThat(spec.port()).isEqualTo(OptionalInt.of(3001));
        assertThat(spec.traffic()).isEqualTo(new Traffic(Traffic.Mode.DIRECT, OptionalInt.empty(), 1));
        assertThat(spec.update())
                .isEqualTo(new UpdatePolicy(
                        2,
                        Duration.ofSeconds(1),
                        UpdatePolicy.Order.STOP_FIRST,
                        Duration.ofSeconds(5),
                        0.5,
                        UpdatePolicy.FailureAction.PAUSE));
        shell().run("update", "web", "--traffic", "own");
        assertThat(asked().apps().getFirst().traffic()).isEqualTo(Traffic.OWN);
    }

    @Test
    void one_alone_that_serves_its_port_is_balanced_when_there_are_several() {
        var one = Apps.balanced().desired().spec().withTraffic(Traffic.OWN).withReplicas(1);
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.withSpec(one))));
        shell().run("update", "web", "-i", "3");
        assertThat(asked().apps().getFirst().traffic().mode()).isEqualTo(Traffic.Mode.BALANCED);
    }

    @Test
    void apply_sends_the_file_as_it_is_and_leaves_inherited_environments_alone() throws IOException {
        Files.writeString(
                directory.resolve("daruma.yaml"),
                "apps:\n  - {name: web, command: sh server.sh, port: 3000, replicas: 3}\n");
        for (var words : List.of(List.of("-f", "daruma.yaml"), List.of("daruma.yaml"), List.of("-f", "."))) {
            var args = new java.util.ArrayList<>(List.of("apply"));
            args.addAll(words);
            assertThat(shell().run(args.toArray(new String[0])).exit())
                    .as(words.toString())
                    .isZero();
            assertThat(asked().mergeEnv()).isFalse();
            assertThat(asked().updateEnv()).isFalse();
            assertThat(asked().apps().getFirst().traffic().mode()).isEqualTo(Traffic.Mode.BALANCED);
        }
        assertThat(shell().run("apply", "-f", "none.yaml").exit()).isEqualTo(78);
        assertThat(shell().run("apply").exit()).isEqualTo(2);
        assertThat(shell().run("apply", "daruma.yaml", "--dry-run").out()).isEqualTo("would apply web\n");
    }

    @Test
    void what_is_as_it_should_be_is_not_said_to_be_updated() {
        daemon.answers(
                Method.UPDATE, new Answer.Changed(List.of(Apps.balanced()), List.of(), List.of("web is unchanged")));
        assertThat(shell().run("update", "web", "--env", "A=b").err()).isEqualTo("web is unchanged\n");
    }
}
