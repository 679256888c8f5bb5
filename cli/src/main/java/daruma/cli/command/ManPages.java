package daruma.cli.command;

import daruma.cli.syntax.HelpText;
import daruma.cli.syntax.ManPage;
import daruma.cli.terminal.Surroundings;
import daruma.control.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Writes the pages for man(1) into a directory; the build of the distribution asks for it. */
final class ManPages {
    private ManPages() {}

    static int write(List<String> words, Surroundings outside, String version) {
        if (words.size() != 1) {
            return Exit.USAGE;
        }
        var directory = outside.directory().resolve(words.getFirst());
        try {
            Files.createDirectories(directory);
            page(
                    directory,
                    "daruma",
                    ManPage.overview(
                            Commands.ALL.stream()
                                    .map(e -> new HelpText.Line(e.group(), e.name(), e.says()))
                                    .toList(),
                            version));
            for (var entry : Stream.concat(Commands.ALL.stream(), Commands.OF_TWO_WORDS.stream())
                    .toList()) {
                if (!entry.name().equals("help")) {
                    page(
                            directory,
                            "daruma-" + entry.name().replace(' ', '-'),
                            ManPage.of(Commands.syntaxOf(entry.name()), entry.names(), version));
                }
            }
            return Exit.OK;
        } catch (IOException e) {
            outside.err().println("cannot write the manual to " + directory + ": " + e.getMessage());
            return Exit.FAILED;
        }
    }

    private static void page(Path directory, String name, String text) throws IOException {
        Files.writeString(directory.resolve(name + ".1"), text);
    }
}
