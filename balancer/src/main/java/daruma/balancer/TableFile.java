package daruma.balancer;

import daruma.control.json.BadJson;
import daruma.control.json.Fields;
import daruma.control.json.JsonText;
import daruma.control.traffic.TableCodec;
import daruma.model.traffic.TrafficTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The table that was applied last, for a balancer that starts while the daemon is away. */
final class TableFile {
    private final Path file;

    TableFile(Path file) {
        this.file = file;
    }

    /** Writes it so that either the old or the new one is there whole, whatever happens. */
    void write(TrafficTable table) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + ".tmp");
        try (var channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var bytes = ByteBuffer.wrap(JsonText.printUtf8(TableCodec.write(table)));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads it; the empty table if there is none. One that cannot be read is set aside: the daemon will send another.
     *
     * @throws IOException if the disk does not give it
     */
    TrafficTable read() throws IOException {
        byte[] text;
        try {
            text = Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            return TrafficTable.EMPTY;
        }
        try {
            return Fields.read(JsonText.parse(text), "", Fields.Rule.LENIENT, TableCodec::table);
        } catch (BadJson e) {
            var aside = file.resolveSibling(file.getFileName() + ".damaged");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            System.getLogger(TableFile.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "the table is damaged, set aside as " + aside + ": " + e.getMessage());
            return TrafficTable.EMPTY;
        }
    }
}
