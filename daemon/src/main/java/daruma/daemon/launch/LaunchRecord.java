package daruma.daemon.launch;

import daruma.control.codec.SpecCodec;
import daruma.control.json.BadJson;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the daemon writes into a run directory before the shim starts, so that a later daemon knows what the incarnation
 * was launched for. The whole app stands in it: when the state of a home is damaged, what runs tells what was wanted.
 *
 * @param runId the cookie by which members of the tree are known
 * @param cShim whether the shim reaps the orphans of its tree
 */
public record LaunchRecord(Incarnation incarnation, DesiredApp app, Instant launchedAt, String runId, boolean cShim) {
    static final String FILE = "launch";
    private static final int FORMAT = 1;
    private static final byte[] APP = ",\"app\":".getBytes(StandardCharsets.US_ASCII);

    /** An app as it stands in the records of all its launches: made once, because a restart is not to wait for it. */
    static final class WrittenApp {
        private final DesiredApp app;
        private final byte[] json;

        private WrittenApp(DesiredApp app, byte[] json) {
            this.app = app;
            this.json = json;
        }

        static WrittenApp of(DesiredApp app) {
            return new WrittenApp(app, JsonText.printUtf8(SpecCodec.write(app)));
        }

        DesiredApp app() {
            return app;
        }
    }

    /**
     * The record as it is written.
     *
     * @param written the app of this record
     */
    byte[] bytes(WrittenApp written) {
        return timed(untimed(incarnation, runId, cShim, written), launchedAt);
    }

    /** All of a record but its end, which is {@link #timed}: it can be made before it is known when the launch will be. */
    static byte[] untimed(Incarnation incarnation, String runId, boolean cShim, WrittenApp written) {
        var head = JsonText.printUtf8(Json.object()
                .put("format", FORMAT)
                .put("incarnation", incarnation.number())
                .put("slot", incarnation.instance().slot())
                .put("runId", runId)
                .put("cShim", cShim)
                .build());
        var bytes = new byte[head.length - 1 + APP.length + written.json.length];
        System.arraycopy(head, 0, bytes, 0, head.length - 1); // goes on where its brace was
        System.arraycopy(APP, 0, bytes, head.length - 1, APP.length);
        System.arraycopy(written.json, 0, bytes, head.length - 1 + APP.length, written.json.length);
        return bytes;
    }

    static byte[] timed(byte[] untimed, Instant launchedAt) {
        var end = (",\"launchedAt\":\"" + launchedAt + "\"}").getBytes(StandardCharsets.US_ASCII);
        var bytes = Arrays.copyOf(untimed, untimed.length + end.length);
        System.arraycopy(end, 0, bytes, untimed.length, end.length);
        return bytes;
    }

    /**
     * Writes one. Not forced to disk: run directories do not outlive the machine.
     *
     * @param runDirectory new: there is nothing in it that could be overwritten
     * @throws IOException if it cannot be written
     */
    static void write(Path runDirectory, byte[] record) throws IOException {
        // Not by a channel: those come with buffers and attributes that cost as much as the writing.
        try (var file = new FileOutputStream(runDirectory.resolve(FILE).toString())) {
            file.write(record);
        }
    }

    /**
     * Writes one over another, whose space it takes.
     *
     * @throws IOException if it cannot be written
     */
    static void writeOver(Path runDirectory, byte[] record) throws IOException {
        try (var file = FileChannel.open(runDirectory.resolve(FILE), StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(record);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.truncate(record.length);
        }
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
