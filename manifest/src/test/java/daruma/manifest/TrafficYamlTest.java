package daruma.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppSpec;
import daruma.model.Traffic;
import daruma.model.UpdatePolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How clients reach an app, and how it is updated, in daruma.yaml. */
class TrafficYamlTest {
    @TempDir
    Path folder;

    private ManifestReading read(String keys) throws IOException {
        var file = Files.writeString(
                folder.resolve("daruma.yaml"), "apps:\n  - {name: web, command: /bin/sleep 60, " + keys + "}\n");
        return DarumaYaml.read(file, Map.of("PATH", "/bin"));
    }

    private AppSpec spec(String keys) throws IOException {
        var reading = read(keys);
        assertThat(reading).as(keys).isInstanceOf(ManifestReading.Accepted.class);
        return ((ManifestReading.Accepted) reading).apps().getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port: 3000                                    | OWN      | 3000
            port: 3000, replicas: 2                       | BALANCED | 3000
            port: 3000, replicas: 2, traffic: own         | OWN      | 3000
            port: 3000, traffic: balanced                 | BALANCED | 3000
            port: 3000, traffic: direct                   | DIRECT   | 3000
            publish: 80                                   | BALANCED | 80
            listen: 81, replicas: 3                       | DIRECT   | 81
            """)
    void the_way_follows_from_the_port_and_the_replicas_unless_it_is_said(String keys, Traffic.Mode mode, int port)
            throws IOException {
        assertThat(spec(keys).traffic().mode()).isEqualTo(mode);
        assertThat(spec(keys).port()).isEqualTo(OptionalInt.of(port));
    }

    @Test
    void several_without_a_port_serve_nothing_that_could_be_shared() throws IOException {
        assertThat(spec("replicas: 3").traffic()).isEqualTo(Traffic.OWN);
        assertThat(spec("replicas: 3").update()).isEqualTo(UpdatePolicy.DEFAULT);
    }

    @Test
    void spare_ones_and_the_policy_of_updates_are_read() throws IOException {
        var spec = spec("publish: 3000, spare: 1, updateConfig: {parallelism: 2, delay: 1s, order: stop-first,"
                + " monitor: 5s, maxFailureRatio: 0.5, failureAction: pause}");
        assertThat(spec.traffic().spare()).isEqualTo(1);
        assertThat(spec.update())
                .isEqualTo(new UpdatePolicy(
                        2,
                        Duration.ofSeconds(1),
                        UpdatePolicy.Order.STOP_FIRST,
                        Duration.ofSeconds(5),
                        0.5,
                        UpdatePolicy.FailureAction.PAUSE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port: 3000, publish: 3000        | keep one
            publish: 3000, traffic: direct   | contradicts "publish"
            listen: 3000, traffic: own       | contradicts "listen"
            traffic: balanced                | needs a port
            spare: 1                         | needs a port that is shared
            port: 3000, traffic: blanced     | did you mean "balanced"?
            updateConfig: {order: first}     | order
            update_config: {delay: 1s}       | updateConfig
            """)
    void what_makes_no_sense_together_is_a_mistake_with_its_line(String keys, String told) throws IOException {
        var reading = read(keys);
        assertThat(reading).isInstanceOf(ManifestReading.Rejected.class);
        assertThat(((ManifestReading.Rejected) reading).mistakes())
                .hasSize(1)
                .first()
                .asString()
                .contains("daruma.yaml:2")
                .contains(told);
    }
}
