package daruma.manifest;

import daruma.manifest.text.Reasons;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code daruma.yaml}: the native description of apps.
 *
 * <p>Strict: a key that is unknown, or that this version cannot honour, is a mistake. All mistakes of a file are found in
 * one reading. Relative paths start at the file's folder.
 */
public final class DarumaYaml {
    private DarumaYaml() {}

    /**
     * Reads a file.
     *
     * @param env for {@code ${VAR}}, and for finding programs; a {@code .env} beside the file fills in what is not set
     */
    public static ManifestReading read(Path file, Map<String, String> env) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return new ManifestReading.Rejected(
                    List.of(new Mistake(file.toString(), 0, "", "cannot be read: " + Reasons.of(e))));
        }
        var mistakes = new ArrayList<Mistake>();
        var variables = new HashMap<String, String>();
        var dotEnv = file.resolveSibling(".env");
        if (Files.isRegularFile(dotEnv)) {
            switch (DotEnv.read(dotEnv)) {
                case DotEnv.Reading.Variables(var values) -> variables.putAll(values);
                case DotEnv.Reading.Wrong(var wrong) -> mistakes.addAll(wrong);
            }
        }
        variables.putAll(env);
        return read(file, text, new Placeholders(variables), env, mistakes);
    }

    private static ManifestReading read(
            Path file, String text, Placeholders placeholders, Map<String, String> env, List<Mistake> mistakes) {
        var name = file.toString();
        var folder = file.toAbsolutePath().normalize().getParent();
        var apps = new ArrayList<AppSpec>();
        var notices = new ArrayList<String>();
        var named = new LinkedHashMap<AppName, Section>();
        var groups = new ArrayList<Section>();
        var told = new SectionMistakes(name, mistakes);
        var sections = 0;
        for (var document : YamlDocuments.read(name, text, mistakes)) {
            var section = new SectionReader(name, placeholders, mistakes).read(document, AppKeys.DOCUMENT, "");
            groups.addAll(section.list("groups"));
            for (var app : section.<Section>list("apps")) {
                sections++;
                var spec = new AppFromSection(folder == null ? Path.of("/") : folder, env, app, told, notices).build();
                spec.ifPresent(apps::add);
                nameOf(app, spec).ifPresent(known -> {
                    var first = named.putIfAbsent(known, app);
                    if (first != null) {
                        told.add(
                                app,
                                "name",
                                "the name \"" + known + "\" is taken by the app in line " + first.line()
                                        + "; give each app its own");
                    }
                });
            }
        }
        var related = new Relations(named, told, notices).among(apps, groups);
        if (sections == 0 && mistakes.isEmpty()) {
            mistakes.add(new Mistake(name, 0, "", "there are no apps in it; write \"apps:\" and a list of them"));
        }
        if (!mistakes.isEmpty()) {
            mistakes.sort(Comparator.comparingInt(Mistake::line));
            return new ManifestReading.Rejected(mistakes);
        }
        return new ManifestReading.Accepted(related, notices);
    }

    /** Also of an app in which something is wrong: others may depend on it. */
    private static Optional<AppName> nameOf(Section app, Optional<AppSpec> spec) {
        try {
            return spec.map(AppSpec::name).or(() -> app.text("name").map(AppName::new));
        } catch (Refused _) {
            return Optional.empty(); // said already
        }
    }
}
