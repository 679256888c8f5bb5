package daruma.daemon.launch;

import daruma.control.codec.SpecCodec;
import daruma.control.json.BadJson;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

/**
 * What the daemon writes into a run directory before the shim starts, so that a later daemon knows what the incarnation
 * was launched for. The whole app stands in it: when the state of a home is damaged, what runs tells what was wanted.
 *
 * @param runId the cookie by which members of the tree are known
 * @param cShim whether the shim reaps the orphans of its tree
 */
public record LaunchRecord(Incarnation incarnation, DesiredApp app, Instant launchedAt, String runId, boolean cShim) {
    private static final String FILE = "launch";
    private static final int FORMAT = 1;

    /**
     * Writes it. Not forced to disk: run directories do not outlive the machine.
     *
     * @throws IOException if it cannot be written
     */
    public void writeTo(Path runDirectory) throws IOException {
        var json = Json.object()
                .put("format", FORMAT)
                .put("incarnation", incarnation.number())
                .put("slot", incarnation.instance().slot())
                .put("launchedAt", launchedAt.toString())
                .put("runId", runId)
                .put("cShim", cShim)
                .put("app", SpecCodec.write(app))
                .build();
        Files.write(
                runDirectory.resolve(FILE),
                JsonText.printUtf8(json),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE);
    }

    /** Reads it back; empty if it is missing, cut short, or not of this incarnation. */
    public static Optional<LaunchRecord> readFrom(Path runDirectory, Incarnation expected) {
        try {
            var bytes = Files.readAllBytes(runDirectory.resolve(FILE));
            var read = Fields.read(JsonText.parse(bytes), "", Fields.Rule.LENIENT, in -> {
                var app = in.object("app", SpecCodec::desired);
                return new LaunchRecord(
                        new Incarnation(
                                new daruma.model.InstanceId(app.spec().name(), in.int32("slot")),
                                in.integer("incarnation")),
                        app,
                        in.instant("launchedAt"),
                        in.string("runId"),
                        in.flag("cShim"));
            });
            return read.incarnation().equals(expected) ? Optional.of(read) : Optional.empty();
        } catch (IOException | BadJson _) {
            return Optional.empty();
        }
    }
}
