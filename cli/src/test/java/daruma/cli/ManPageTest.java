package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.cli.command.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManPageTest {
    @TempDir
    Path directory;

    @Test
    void every_command_has_a_page_with_all_its_options_and_examples() throws IOException {
        assertThat(new Shell(directory, directory).run("__man", "man1").exit()).isZero();
        for (var entry : Stream.concat(Commands.ALL.stream(), Commands.OF_TWO_WORDS.stream())
                .toList()) {
            if (entry.name().equals("help")) {
                continue;
            }
            var name = entry.name().replace(' ', '-');
            var page = Files.readString(directory.resolve("man1/daruma-" + name + ".1"));
            var syntax = Commands.syntaxOf(entry.name());
            assertThat(page).startsWith(".TH DARUMA-").contains(".SH \"NAME\"\ndaruma\\-" + name.replace("-", "\\-"));
            for (var option : syntax.options()) {
                assertThat(page).as(entry.name()).contains(".B " + option.name().replace("-", "\\-"));
            }
            for (var example : syntax.examples()) {
                assertThat(page).contains(example.line().replace("-", "\\-"));
            }
            assertThat(page.lines().filter(line -> line.startsWith(".") || line.startsWith("'")))
                    .as("only requests begin with a dot in the page of %s", entry.name())
                    .allMatch(line -> line.matches("\\.(TH|SH|TP|PP|B|BR|nf|fi)( .*)?"));
        }
    }

    @Test
    void the_overview_names_every_command_and_every_exit_code() throws IOException {
        new Shell(directory, directory).run("__man", ".");
        var page = Files.readString(directory.resolve("daruma.1"));
        for (var entry : Commands.ALL) {
            assertThat(page).contains(".BR daruma\\-" + entry.name().replace("-", "\\-") + " (1)".replace("-", "\\-"));
        }
        assertThat(page).contains("124").contains("DARUMA_HOME");
    }
}
