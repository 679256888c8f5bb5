package daruma.cli.command;

import daruma.cli.render.AppRows;
import daruma.cli.terminal.Style;
import daruma.cli.terminal.Surroundings;
import daruma.cli.terminal.Table;
import daruma.control.Exit;
import daruma.control.codec.ScriptJson;
import daruma.control.json.JsonText;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.AppStatus;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.InstanceStatus;
import daruma.model.LastExit;
import daruma.model.ProcessId;
import daruma.model.ProgramKind;
import daruma.model.StatusWord;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is run while the AOT cache is recorded: the everyday commands one after the other in one JVM, so that the classes of
 * all of them, the parser's too, are in the cache. Nothing that it prints is seen.
 */
final class Rehearsal {
    private Rehearsal() {}

    /**
     * Runs everyday commands; {@code ls} last, whose exit status tells whether a daemon was there to answer.
     *
     * @param manifest to be started, too, and waited for; reading one is a third of such a start without a cache
     */
    static int run(Surroundings outside, String version, Optional<String> manifest) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var hidden = new Surroundings(
                outside.env(),
                outside.directory(),
                outside.user(),
                nowhere,
                nowhere,
                outside.in(),
                false,
                false,
                false,
                outside.width(),
                outside.clock(),
                outside.interrupts(),
                Optional.empty());
        for (var words : List.of(
                List.of("help"),
                List.of("start", "--help"),
                List.of("start", "/bin/sh", "--name", "rehearsal-only", "--dry-run"),
                List.of("ls", "-o", "wide", "--color=always"),
                List.of("ls", "-o", "json"),
                List.of("logs", "-n", "1", "--no-stream"),
                List.of("describe", "0"),
                List.of("why", "0"),
                List.of("pid"),
                List.of("info"))) {
            Commands.run(words, hidden, version);
        }
        manifest.ifPresent(file -> Commands.run(List.of("start", file), hidden, version));
        var now = outside.clock().instant();
        var apps = List.of(example(now));
        Table.lines(AppRows.columns(now), apps, 120, new Style(true, false)).forEach(nowhere::println);
        nowhere.println(JsonText.print(ScriptJson.apps(apps)));
        var exit = Commands.run(List.of("ls"), hidden, version);
        return exit == Exit.OK ? Exit.OK : Exit.FAILED;
    }

    /** An app with something in every column. */
    private static AppStatus example(Instant now) {
        var name = new AppName("example");
        var id = new InstanceId(name, 0);
        var command = new Command(List.of("/bin/true"), Path.of("/"), ProgramKind.BINARY, Optional.empty());
        var exit = new LastExit(
                new Incarnation(id, 1),
                new ExitStatus.Exited(1),
                now.minusSeconds(4_000),
                Duration.ofSeconds(90),
                false,
                false);
        var instance = new InstanceStatus(
                id,
                StatusWord.NOT_READY,
                2,
                Optional.of(new ProcessId(4_000, 1)),
                true,
                3,
                Optional.of(now.minusSeconds(200_000)),
                Optional.of(now),
                Optional.of(now.plusSeconds(5)),
                OptionalInt.of(3_000),
                Optional.of(new InstanceStatus.Usage(12.5, 5_000_000, 1, now)),
                Optional.of(exit),
                Optional.of("a reason"),
                Optional.of("a notice"),
                Optional.of("a word of its own"));
        var spec = AppSpec.of(name, command).withPort(3_000).withReplicas(2);
        return new AppStatus(new DesiredApp(0, spec, true, 1, 0), StatusWord.RUNNING, "r1", List.of(instance));
    }
}
