package daruma.cli.command;

import daruma.cli.terminal.Failure;
import daruma.cli.terminal.Style;
import daruma.control.Exit;
import daruma.manifest.DarumaYaml;
import daruma.manifest.ManifestReading;
import daruma.model.AppSpec;
import java.nio.file.Path;
import java.util.List;

/** The apps of a {@code daruma.yaml}, or all of its mistakes as one failure. */
final class ManifestFile {
    private ManifestFile() {}

    static List<AppSpec> read(Run run, Path file) {
        var inherited = InheritedEnvironment.of(run.outside().env());
        return switch (DarumaYaml.read(file, run.outside().env())) {
            case ManifestReading.Accepted(var apps, var notices) -> {
                notices.forEach(notice -> run.say(run.talkStyle().paint(Style.Tone.DIM, notice)));
                yield apps.stream().map(app -> app.withInheritedEnv(inherited)).toList();
            }
            case ManifestReading.Rejected(var mistakes) ->
                throw new Failure(
                        Exit.BAD_CONFIGURATION,
                        (mistakes.size() == 1
                                        ? "there is a mistake in "
                                        : "there are " + mistakes.size() + " mistakes in ")
                                + file + "; nothing was started\n  "
                                + String.join(
                                        "\n  ",
                                        mistakes.stream().map(Object::toString).toList()));
        };
    }
}
