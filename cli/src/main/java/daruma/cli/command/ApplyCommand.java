package daruma.cli.command;

import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.control.Exit;
import daruma.control.Request;
import daruma.model.AppSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the apps of a file as it says, whatever they are now. */
final class ApplyCommand implements Command {
    private static final Option FILE = Option.valued(
                    "FILE", "A daruma.yaml, or the folder that it is in; may be repeated.", "--filename", "-f")
            .repeated();
    private static final List<String> NAMES = List.of("daruma.yaml", "daruma.yml");

    @Override
    public Syntax syntax() {
        return Syntax.of("apply", "Makes the apps of a file as it says: new ones are started, changes are rolled out.")
                .operands("[FILE...]", 0, 100)
                .example("daruma apply -f daruma.yaml", "what is as the file says already is left alone")
                .example("daruma apply -f . --dry-run", "the daruma.yaml of this folder; says what it is about")
                .group("What is applied", FILE, ReloadCommand.UPDATE_ENV)
                .group("Result", Options.NO_WAIT, Options.TIMEOUT, Options.DRY_RUN, Options.OUTPUT, Options.QUIET)
                .note("An app keeps the environment of the shell that started it, unless --update-env is given.")
                .note("Apps that the file does not name are not touched; one that is stopped stays so.")
                .build();
    }

    @Override
    public int run(Run run) {
        var given = run.given();
        var words = new ArrayList<>(given.values(FILE));
        words.addAll(given.operands());
        if (words.isEmpty()) {
            throw new Failure(Exit.USAGE, "it does not say which file; for example: daruma apply -f daruma.yaml");
        }
        var specs = new ArrayList<AppSpec>();
        for (var word : words) {
            specs.addAll(ManifestFile.read(run, file(run, word)));
        }
        if (given.has(Options.DRY_RUN)) {
            specs.forEach(spec -> run.print("would apply " + spec.name()));
            return Exit.OK;
        }
        var waits = !given.has(Options.NO_WAIT);
        try (var client = run.daemonStarted()) {
            return new Action(run, Action.Aim.UPDATED, waits)
                    .perform(
                            client,
                            new Request.Update(specs, false, List.of(), given.has(ReloadCommand.UPDATE_ENV), waits));
        }
    }

    private static Path file(Run run, String word) {
        var path = run.outside().directory().resolve(word).normalize();
        if (Files.isDirectory(path)) {
            return NAMES.stream()
                    .map(path::resolve)
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new Failure(
                            Exit.BAD_CONFIGURATION,
                            "there is no daruma.yaml in " + path + ". Write one, or name a file with -f"));
        }
        if (!Files.isRegularFile(path)) {
            throw new Failure(Exit.BAD_CONFIGURATION, "there is no file " + path + ". Name another with -f");
        }
        return path;
    }
}
