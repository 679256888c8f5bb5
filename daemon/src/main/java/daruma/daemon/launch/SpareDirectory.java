package daruma.daemon.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Map;

/**
 * What a slot's next incarnation gets if the file system is full: a run directory in which the records have their space
 * already, so that nothing has to be allocated. It is the directory of an incarnation that is over, or for the first one made
 * beside it.
 *
 * @param slot the slot's directory
 */
record SpareDirectory(Path slot) {
    private static final String NAME = "spare";
    /** Records, and the names under which they are written. The shim writes over what it finds there. */
    private static final Map<String, String> RECORDS =
            Map.of(LaunchRecord.FILE, LaunchRecord.FILE, "pid", "pid.tmp", "exit", "exit.tmp");
    /** Longer than either record of a shim. */
    private static final int SHIM_RECORD = 1024;

    Path path() {
        return slot.resolve(NAME);
    }

    /** Makes one while there is space; without space there is none, and nothing else is lost. */
    void reserve(int launchBytes, FileAttribute<?> permissions) {
        try {
            Files.createDirectory(path(), permissions);
            for (var name : RECORDS.values()) {
                Files.write(path().resolve(name), new byte[name.equals(LaunchRecord.FILE) ? launchBytes : SHIM_RECORD]);
            }
        } catch (IOException _) {
            RunDirectories.removeTree(path());
        }
    }

    /** Keeps a directory that is over as the spare one; false if there is one already or this one cannot be it. */
    boolean keep(Path over) {
        if (Files.exists(path()) || !Files.exists(over.resolve(LaunchRecord.FILE))) {
            return false;
        }
        try {
            for (var file : RunDirectories.entries(over)) {
                var name = RECORDS.get(file.getFileName().toString());
                if (name == null) {
                    Files.delete(file);
                } else {
                    Files.move(file, over.resolve(name));
                }
            }
            Files.move(over, path());
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * Becomes the directory of an incarnation.
     *
     * @throws IOException if there is no spare directory
     */
    void become(Path directory) throws IOException {
        Files.move(path(), directory);
    }
}
