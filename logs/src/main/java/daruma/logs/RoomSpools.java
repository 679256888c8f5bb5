package daruma.logs;

import daruma.process.spool.SpoolWatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Signals and holes as the process room gives them; the room is closed by who opened it. */
public record RoomSpools(SpoolWatch room) implements SpoolSignals, SpoolHoles {
    @Override
    public Armed arm(Path file, long readUpTo, Runnable grown) throws IOException {
        if (!Files.isDirectory(file.resolveSibling("."))) {
            throw new IOException("there is no directory for " + file); // else it would be told of at once, for ever
        }
        return room.onGrowth(file, readUpTo, grown)::cancel;
    }

    @Override
    public boolean punch(Path spool, long length) {
        return room.punch(spool, 0, length);
    }

    @Override
    public OptionalLong firstData(Path spool, long from) {
        return OptionalLong.empty();
    }

    @Override
    public void close() {}
}
