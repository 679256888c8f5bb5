package daruma.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is true on one machine only has no place in the repository. */
class PortabilityTest {
    /** Package registries: which one is used is the business of each machine's settings. Split, or this file would match. */
    private static final List<Pattern> REGISTRIES = List.of(
            Pattern.compile("https?://[^\\s\"'<>)]*(arti" + "factory|nex" + "us|jf" + "rog|code" + "artifact)"),
            Pattern.compile("https?://(repo1?|central)\\.(ma" + "ven|sona" + "type)"),
            Pattern.compile("https?://registry\\.(np" + "mjs|ya" + "rnpkg)"),
            Pattern.compile("https?://(files\\.python" + "hosted|py" + "pi)\\."),
            Pattern.compile("<repos" + "itory>|<plugin" + "Repository>|\"res" + "olved\":"));

    /** Homes and work places of whoever wrote a file; people of our stories are called anna or shop. */
    private static final Pattern MACHINE_PATHS = Pattern.compile(
            "(?<![\\w./$~}-])/(ho" + "me|Us" + "ers|ro" + "ot|wo" + "rk|bui" + "lds)/(?!anna|shop)[\\w.-]+");

    @Test
    void no_registry_address_stands_in_the_repository() {
        assertThat(matches(REGISTRIES)).isEmpty();
    }

    @Test
    void no_path_of_one_machine_stands_in_the_repository() {
        assertThat(matches(List.of(MACHINE_PATHS))).isEmpty();
    }

    private static List<String> matches(List<Pattern> patterns) {
        var found = new ArrayList<String>();
        for (var file : Repository.files()) {
            Repository.text(file).ifPresent(text -> {
                for (var pattern : patterns) {
                    for (var match = pattern.matcher(text); match.find(); ) {
                        found.add(Repository.name(file) + ": " + match.group());
                    }
                }
            });
        }
        return found;
    }
}
