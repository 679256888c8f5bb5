package daruma.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/** The published schema, judged by a validator that is not ours, and held against what the reader says. */
class PublishedSchemaTest {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final com.networknt.schema.Schema META =
            REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
    private static final com.networknt.schema.Schema PUBLISHED = REGISTRY.getSchema(Schema.print());
    private static final JsonMapper JSON = new JsonMapper();

    /** The tests run in the folder of the module; the documents are beside it. */
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void the_schema_is_valid_by_the_schema_of_schemas() {
        assertThat(META.validate(Schema.print(), InputFormat.JSON)).isEmpty();
    }

    @Test
    void the_schema_of_schemas_would_find_a_type_that_does_not_exist() {
        assertThat(META.validate(Schema.print().replace("\"boolean\"", "\"bool\""), InputFormat.JSON))
                .isNotEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void every_example_of_the_documents_is_accepted(String where, String yaml) {
        assertThat(errors(yaml)).as(where).isEmpty();
    }

    /** All {@code yaml} blocks of apps in the documents and examples, and the manifests among the examples. */
    static Stream<Object[]> examples() throws IOException {
        var found = new ArrayList<Object[]>();
        for (var folder : List.of("docs", "examples")) {
            try (var files = Files.walk(REPOSITORY.resolve(folder))) {
                for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                    var where = REPOSITORY.relativize(file).toString();
                    if (where.endsWith("daruma.yaml")) {
                        found.add(new Object[] {where, Files.readString(file)});
                    } else if (where.endsWith(".md")) {
                        var blocks = Pattern.compile("^```yaml\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL)
                                .matcher(Files.readString(file));
                        while (blocks.find()) {
                            if (blocks.group(1).startsWith("apps:")) {
                                found.add(new Object[] {where + " at " + blocks.start(), blocks.group(1)});
                            }
                        }
                    }
                }
            }
        }
        assertThat(found)
                .extracting(example -> (String) example[0])
                .as("examples in docs/daruma-yaml.md")
                .filteredOn(where -> where.startsWith("docs/daruma-yaml.md"))
                .hasSizeGreaterThanOrEqualTo(2);
        return found.stream();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port: 3000",
                "port: ${PORT:-3000}",
                "replicas: max",
                "namespace: 5",
                "env: { A: 1, B: true, C: text }",
                "restart: on-failure",
                "listenTimeout: 3000",
                "stopGracePeriod: 1m30s",
                "stopExitCodes: 3",
                "umask: \"027\"",
                "backoff: { factor: 1.5, jitter: 0 }",
                "limits: { memory: 512Mi, cpu: 500m, tasks: 20 }",
                "schedule: { restart: \"0 4 * * *\" }",
                "livenessProbe: { exec: { command: [\"/bin/true\"] }, periodSeconds: 0.5 }",
            })
    void what_the_reader_takes_the_schema_takes_too(String key) throws IOException {
        var yaml = app(key);
        assertThat(read(yaml)).isInstanceOf(ManifestReading.Accepted.class);
        assertThat(errors(yaml)).isEmpty();
    }

    /** Both name the same place. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # unknown keys
            replica: 3                                        | apps[0]
            max_restarts: 3                                   | apps[0]
            watch: true                                       | apps[0]
            backoff: { frist: 1s }                            | apps[0].backoff
            livenessProbe: { httpGet: { url: / } }            | apps[0].livenessProbe.httpGet
            ulimits: { files: 1024 }                          | apps[0].ulimits
            dependsOn: [{ app: b, when: ready }]              | apps[0].dependsOn[0]
            # wrong types
            name: [a]                                         | apps[0].name
            port: http                                        | apps[0].port
            port: 3000.5                                      | apps[0].port
            port:                                             | apps[0].port
            replicas: { least: 1 }                            | apps[0].replicas
            env: x                                            | apps[0].env
            env: { A: [1] }                                   | apps[0].env.A
            logs: 3                                           | apps[0].logs
            args: [[a]]                                       | apps[0].args[0]
            waitReady: yes                                    | apps[0].waitReady
            hangDetection: 1                                  | apps[0].hangDetection
            maxAge: 7                                         | apps[0].maxAge
            listenTimeout: soon                               | apps[0].listenTimeout
            limits: { memory: much }                          | apps[0].limits.memory
            limits: { cpu: half }                             | apps[0].limits.cpu
            umask: rw                                         | apps[0].umask
            stopExitCodes: [a]                                | apps[0].stopExitCodes[0]
            schedule: { restart: daily }                      | apps[0].schedule.restart
            dependsOn: b                                      | apps[0].dependsOn
            # words and numbers that are not among the possible
            restart: sometimes                                | apps[0].restart
            restart: true                                     | apps[0].restart
            readiness: Port                                   | apps[0].readiness
            dependsOn: [{ app: b, condition: healthy }]       | apps[0].dependsOn[0].condition
            readinessProbe: { httpGet: { scheme: ftp } }      | apps[0].readinessProbe.httpGet.scheme
            port: 70000                                       | apps[0].port
            replicas: 0                                       | apps[0].replicas
            replicas: many                                    | apps[0].replicas
            nice: 20                                          | apps[0].nice
            backoff: { factor: 0.5 }                          | apps[0].backoff.factor
            """)
    void what_the_reader_refuses_the_schema_refuses_at_the_same_place(String key, String place) throws IOException {
        var yaml = app(key);
        assertThat(mistakes(yaml))
                .extracting(Mistake::where)
                .as("places of the reader's mistakes")
                .contains(place);
        assertThat(errors(yaml))
                .extracting(error -> error.getInstanceLocation().toString())
                .as("places of the schema's errors")
                .contains(pointer(place));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app: [{script: server.js}]",
                "apps: {web: {script: server.js}}",
                "apps: [server.js]",
                "[{script: server.js}]",
                "{apps: [{script: server.js}], groups: [{name: g, apps: [server], strategy: all}]}",
                "{apps: [{script: server.js}], version: 3}",
            })
    void documents_of_another_form_are_refused_by_both(String yaml) throws IOException {
        assertThat(mistakes(yaml)).isNotEmpty();
        assertThat(errors(yaml)).isNotEmpty();
    }

    @Test
    void no_key_of_an_app_takes_a_list_of_lists() throws IOException {
        for (var key : AppKeys.APP) {
            var yaml = "apps:\n  - " + key.name() + ": [[x]]\n";
            assertThat(mistakes(yaml))
                    .as("the reader's mistakes at %s", key.name())
                    .anyMatch(mistake -> mistake.where().startsWith("apps[0]." + key.name()));
            assertThat(errors(yaml)).as("the schema's errors at %s", key.name()).isNotEmpty();
        }
    }

    private static String app(String key) {
        return "apps:\n  - command: [\"/bin/true\"]\n    " + key + "\n";
    }

    private static List<Error> errors(String yaml) {
        var errors = new ArrayList<Error>();
        var load = new Load(LoadSettings.builder().build());
        for (var document : load.loadAllFromString(yaml)) {
            errors.addAll(PUBLISHED.validate(JSON.writeValueAsString(document), InputFormat.JSON));
        }
        return errors;
    }

    private ManifestReading read(String yaml) throws IOException {
        return DarumaYaml.read(
                Files.writeString(folder.resolve("daruma.yaml"), yaml), Map.of("PATH", folder.toString()));
    }

    private List<Mistake> mistakes(String yaml) throws IOException {
        return switch (read(yaml)) {
            case ManifestReading.Accepted accepted -> throw new AssertionError("accepted: " + accepted);
            case ManifestReading.Rejected(var mistakes) -> mistakes;
        };
    }

    /** {@code apps[0].port} as a JSON pointer: {@code /apps/0/port}. */
    private static String pointer(String place) {
        return "/" + place.replace("].", "/").replace("]", "").replace('[', '/').replace('.', '/');
    }
}
