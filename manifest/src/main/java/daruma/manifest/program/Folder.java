package daruma.manifest.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;

/** What a folder would be started as. The first that is there wins, in the order of {@link #look()}. */
final class Folder {
    private final Path folder;

    Folder(Path folder) {
        this.folder = folder;
    }

    /** What was found. */
    sealed interface Finding {}

    record Manifest(Path file) implements Finding {}

    record Script(Path file, List<String> args, String name, String because) implements Finding {}

    record Whole(List<String> argv, String name, String because) implements Finding {}

    record Unclear(String why, String next) implements Finding {}

    Finding look() {
        for (var name : List.of("daruma.yaml", "daruma.yml")) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return new Manifest(folder.resolve(name));
            }
        }
        if (Files.isRegularFile(folder.resolve("package.json"))) {
            return node(folder.resolve("package.json"));
        }
        var jars = runnableJars();
        if (jars.size() == 1) {
            return new Script(
                    jars.getFirst(),
                    List.of(),
                    folderName(),
                    folder.relativize(jars.getFirst()).toString());
        }
        if (jars.size() > 1) {
            var names = String.join(
                    ", ",
                    jars.stream().map(j -> folder.relativize(j).toString()).toList());
            return new Unclear(
                    "it has several jars that could be meant: " + names,
                    "Name one: daruma start " + folder.relativize(jars.getFirst()));
        }
        for (var name : List.of(
                "app.py",
                "main.py",
                "server.py",
                "__main__.py",
                "app.rb",
                "main.rb",
                "index.js",
                "server.js",
                "app.js",
                "Main.java",
                "App.java",
                "main.sh",
                "start.sh")) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return new Script(folder.resolve(name), List.of(), folderName(), name);
            }
        }
        if (Files.isRegularFile(folder.resolve("pom.xml"))) {
            return new Unclear(
                    "it is a Maven project without a runnable jar in target/", "Build it first: mvn package");
        }
        if (Files.isRegularFile(folder.resolve("build.gradle"))
                || Files.isRegularFile(folder.resolve("build.gradle.kts"))) {
            return new Unclear(
                    "it is a Gradle project without a runnable jar in build/libs/", "Build it first: gradle build");
        }
        return new Unclear(
                "nothing in " + folder + " says what to run (looked for daruma.yaml, package.json, a jar in target/ or"
                        + " build/libs/, app.py, main.py, index.js, server.js, Main.java and the like)",
                "Name the file, or give the command: daruma start --name NAME -- COMMAND.");
    }

    private Finding node(Path file) {
        return switch (PackageJson.read(file)) {
            case PackageJson.Reading.Wrong(var why) ->
                new Unclear(file + " " + why, "Correct it, or name the script itself.");
            case PackageJson.Reading.Read(var json) -> {
                var name = json.name()
                        .map(n -> AppNames.from(n.substring(n.lastIndexOf('/') + 1)))
                        .orElse(folderName());
                var direct = json.start().flatMap(this::plainNode);
                if (direct.isPresent()) {
                    var words = direct.get();
                    yield new Script(
                            folder.resolve(words.get(1)).normalize(),
                            words.subList(2, words.size()),
                            name,
                            "scripts.start of package.json");
                }
                if (json.start().isPresent()) {
                    yield new Whole(
                            List.of("npm", "start"),
                            name,
                            "scripts.start of package.json: " + json.start().get());
                }
                var main = json.main()
                        .map(m -> resolveMain(m))
                        .or(() -> existing("server.js"))
                        .or(() -> existing("index.js"));
                yield main.<Finding>map(m -> new Script(m, List.of(), name, "main of package.json"))
                        .orElseGet(() -> new Unclear(
                                "package.json has neither scripts.start nor a main that exists",
                                "Name the script: daruma start " + folder + "/SCRIPT"));
            }
        };
    }

    /** {@code node server.js …} needs no npm in between, which would only stand in the way of signals. */
    private Optional<List<String>> plainNode(String start) {
        if (start.chars().anyMatch(c -> "|&;<>()$`*?\"'\\=".indexOf(c) >= 0)) {
            return Optional.empty();
        }
        var words = List.of(start.strip().split("\\s+"));
        return words.size() >= 2 && words.getFirst().equals("node") && Files.isRegularFile(folder.resolve(words.get(1)))
                ? Optional.of(words)
                : Optional.empty();
    }

    private Path resolveMain(String main) {
        for (var candidate : List.of(main, main + ".js", main + "/index.js")) {
            var file = folder.resolve(candidate).normalize();
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        return folder.resolve(main).normalize();
    }

    private Optional<Path> existing(String name) {
        return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
    }

    private List<Path> runnableJars() {
        for (var place : List.of("target", "build/libs")) {
            var directory = folder.resolve(place);
            if (!Files.isDirectory(directory)) {
                continue;
            }
            try (var files = Files.list(directory)) {
                var jars = files.filter(f -> f.toString().endsWith(".jar"))
                        .filter(Folder::isRunnable)
                        .sorted()
                        .toList();
                if (!jars.isEmpty()) {
                    return jars;
                }
            } catch (IOException _) {
                // as if it were not there; the message below names where we looked
            }
        }
        return List.of();
    }

    /** Spring Boot's jars and every other jar that {@code java -jar} takes. */
    private static boolean isRunnable(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            var manifest = file.getManifest();
            return manifest != null && manifest.getMainAttributes().getValue("Main-Class") != null;
        } catch (IOException _) {
            return false; // not a jar
        }
    }

    private String folderName() {
        var name = folder.getFileName();
        return AppNames.from(name == null ? "app" : name.toString());
    }
}
