package daruma.repository;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.cli.Main;
import daruma.cli.command.Commands;
import daruma.cli.terminal.Surroundings;
import daruma.control.Exit;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.manifest.DarumaYaml;
import daruma.manifest.ManifestReading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual says what the code says. */
class ManualTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `?([A-Za-z0-9.]+)`? \\|");
    private static final String YAML_PAGE = page("docs/daruma-yaml.md");

    @TempDir
    Path directory;

    @Test
    void the_page_of_daruma_yaml_lists_every_key_of_the_schema_in_its_order() {
        var schema = JsonText.parse(page("manifest/src/main/resources/daruma/manifest/daruma.schema.json"));
        var keys = new ArrayList<String>();
        keys(member(schema, "properties", "apps", "items"), "", keys);
        keys.add("groups");
        keys(member(schema, "properties", "groups", "items"), "groups.", keys);
        var rows = rows(YAML_PAGE);
        assertThat(rows.subList(1, rows.size())).isEqualTo(keys);
    }

    @Test
    void the_example_of_daruma_yaml_is_accepted() throws IOException {
        var example = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(YAML_PAGE);
        assertThat(example.find()).isTrue();
        var folder = Files.createDirectories(directory.resolve("shop"));
        for (var file : List.of("shop/server.js", "shop/common.env", "shop/worker.env", "worker/worker.py")) {
            Files.createDirectories(directory.resolve(file).getParent());
            Files.writeString(directory.resolve(file), "");
        }
        for (var program : List.of("bin/node", "bin/python3")) {
            Shell.writeExecutable(directory.resolve(program), "#!/bin/sh");
        }
        var file = Files.writeString(folder.resolve("daruma.yaml"), example.group(1));
        var environment = Map.of("PATH", directory.resolve("bin").toString());
        assertThat(DarumaYaml.read(file, environment)).isNotInstanceOf(ManifestReading.Rejected.class);
    }

    @Test
    void the_page_of_the_command_line_lists_every_command_with_exactly_the_options_of_its_help() {
        var page = page("docs/cli.md");
        var commands = page.substring(page.indexOf("## Commands"), page.indexOf("## Output"));
        for (var entry : Stream.concat(Commands.ALL.stream(), Commands.OF_TWO_WORDS.stream())
                .toList()) {
            if (entry.name().equals("help")) {
                continue;
            }
            // With its end: a word that others follow begins like them.
            var place = Pattern.compile("- `daruma " + entry.name() + "[ `]").matcher(commands);
            assertThat(place.find())
                    .as("\"daruma %s\" in docs/cli.md", entry.name())
                    .isTrue();
            var start = place.start();
            var end = commands.indexOf("\n- `", start);
            var told = commands.substring(start, end < 0 ? commands.length() : end);
            assertThat(optionsIn(told.replaceAll("\\s+", " "), Pattern.compile("`(-[^`]*)`")))
                    .as("options of \"daruma %s\" in docs/cli.md", entry.name())
                    .isEqualTo(optionsIn(help(entry.name()), Pattern.compile("(?m)^  (-\\S.*?)(?:  .*)?$")));
        }
    }

    /** What the program itself says, without the options that every command has. */
    private static String help(String command) {
        var out = new ByteArrayOutputStream();
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        var exit = Main.run(
                List.of((command + " --help").split(" ", -1)),
                new Surroundings(
                        Map.of(),
                        Path.of("/"),
                        "nobody",
                        stream,
                        stream,
                        InputStream.nullInputStream(),
                        false,
                        false,
                        false,
                        Optional::empty,
                        InstantSource.system(),
                        new Surroundings.Interrupts() {
                            @Override
                            public void onInterrupt(Runnable action) {
                                // Nobody interrupts a help text.
                            }

                            @Override
                            public boolean interrupted() {
                                return false;
                            }
                        },
                        Optional.empty()));
        assertThat(exit).isZero();
        var help = out.toString(StandardCharsets.UTF_8);
        return help.substring(help.indexOf("Usage:"), help.indexOf("\nAlways:"));
    }

    private static Set<String> optionsIn(String text, Pattern pattern) {
        var found = new TreeSet<String>();
        for (var option = pattern.matcher(text); option.find(); ) {
            for (var name : option.group(1).split(", ", -1)) {
                found.add(name.split(" ", -1)[0]);
            }
        }
        return found;
    }

    @Test
    void the_page_of_the_command_line_lists_every_exit_code() throws IllegalAccessException {
        var codes = new ArrayList<String>();
        for (var field : Exit.class.getFields()) {
            codes.add(Integer.toString(field.getInt(null)));
        }
        assertThat(rows(page("docs/cli.md"))).containsAll(codes);
    }

    /** The three probes have the same keys: they are told once, for the first. */
    private static void keys(Json app, String prefix, List<String> found) {
        for (var entry : object(member(app, "properties")).members().entrySet()) {
            found.add(prefix + entry.getKey());
            if (!List.of("readinessProbe", "livenessProbe").contains(entry.getKey())) {
                mapping(entry.getValue()).ifPresent(inner -> keys(inner, prefix + entry.getKey() + ".", found));
            }
        }
    }

    /** What has keys of its own: the value itself, the items of a list, or one of several forms. */
    private static Optional<Json> mapping(Json value) {
        var members = object(value).members();
        if (members.containsKey("properties")) {
            return Optional.of(value);
        }
        if (members.get("anyOf") instanceof Json.Arr(var forms)) {
            return forms.stream().flatMap(form -> mapping(form).stream()).findFirst();
        }
        return members.get("items") instanceof Json.Obj items ? mapping(items) : Optional.empty();
    }

    private static Json member(Json json, String... names) {
        var found = json;
        for (var name : names) {
            found = object(found).members().get(name);
            assertThat(found).as(name).isNotNull();
        }
        return found;
    }

    private static Json.Obj object(Json json) {
        return (Json.Obj) json;
    }

    private static List<String> rows(String page) {
        var rows = new ArrayList<String>();
        for (var row = ROW.matcher(page); row.find(); ) {
            rows.add(row.group(1));
        }
        return rows;
    }

    private static String page(String name) {
        return Repository.text(Repository.ROOT.resolve(name)).orElseThrow();
    }
}
