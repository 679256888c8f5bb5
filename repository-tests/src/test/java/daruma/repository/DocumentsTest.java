package daruma.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Documents rot silently; links and names in them need not. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern FENCE = Pattern.compile("(?ms)^```.*?^```");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z0-9]+(\\.[A-Z][A-Za-z0-9]+)?");
    private static final Pattern PACKAGE = Pattern.compile("daruma(\\.[a-z]+)+");
    private static final Pattern PATH = Pattern.compile("\\.?[a-z][A-Za-z0-9_.-]*/[A-Za-z0-9_./-]*");

    @Test
    void every_relative_link_leads_to_a_file_and_every_anchor_to_a_heading() {
        var broken = new ArrayList<String>();
        for (var page : Repository.filesNamed(".md")) {
            var text = FENCE.matcher(Repository.text(page).orElseThrow()).replaceAll("");
            for (var link = LINK.matcher(text); link.find(); ) {
                var target = link.group(1);
                if (target.matches("[a-z]+:.*")) {
                    continue;
                }
                var parts = target.split("#", 2);
                var file = parts[0].isEmpty()
                        ? page
                        : page.getParent().resolve(parts[0]).normalize();
                if (!Files.exists(file) || parts.length == 2 && !anchors(file).contains(parts[1])) {
                    broken.add(Repository.name(page) + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void every_type_package_and_path_named_in_the_architecture_exists() {
        var types = Repository.filesNamed(".java").stream()
                .map(f -> f.getFileName().toString().replace(".java", ""))
                .collect(Collectors.toSet());
        var page = Repository.ROOT.resolve("docs/architecture.md");
        var unknown = new ArrayList<String>();
        var text = FENCE.matcher(Repository.text(page).orElseThrow()).replaceAll("");
        for (var code = CODE.matcher(text); code.find(); ) {
            var name = code.group(1);
            if (TYPE.matcher(name).matches() && !types.contains(name.split("\\.")[0])
                    || PACKAGE.matcher(name).matches() && !isPackage(name)
                    || PATH.matcher(name).matches() && !Files.exists(Repository.ROOT.resolve(name))) {
                unknown.add(name);
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static boolean isPackage(String name) {
        var module = name.split("\\.")[1];
        return Files.isDirectory(
                Repository.ROOT.resolve(module).resolve("src/main/java").resolve(name.replace('.', '/')));
    }

    private static Set<String> anchors(Path page) {
        return Repository.text(page)
                .orElse("")
                .lines()
                .filter(l -> l.startsWith("#"))
                .map(l -> l.replaceFirst("#+ *", "").toLowerCase(java.util.Locale.ROOT))
                .map(l -> l.replaceAll("[^a-z0-9 _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
