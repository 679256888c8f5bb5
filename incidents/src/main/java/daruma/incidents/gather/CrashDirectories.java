package daruma.incidents.gather;

import daruma.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where each instance may leave what it has to say of its own crash: {@code crash/web.0}, private. */
public final class CrashDirectories {
    /** Tells programs of it; the library {@code graceful} looks for it. */
    public static final String VARIABLE = "DARUMA_CRASH_DIR";

    private final Path base;
    private final Set<InstanceId> made = ConcurrentHashMap.newKeySet();

    public CrashDirectories(Path base) {
        this.base = base;
    }

    public Path of(InstanceId instance) {
        return base.resolve(instance.app() + "." + instance.slot());
    }

    /** Nothing of the instance is wanted any more. A heap dump that lies there stays: an incident names it. */
    public void forget(InstanceId instance) {
        made.remove(instance);
        try {
            Files.deleteIfExists(of(instance));
        } catch (IOException _) {
            // Not empty.
        }
    }

    /** Makes it, if need be; empty if it cannot be made, and the program is started without. */
    public Optional<Path> ready(InstanceId instance) {
        var directory = of(instance);
        if (made.contains(instance)) {
            return Optional.of(directory);
        }
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            made.add(instance);
            return Optional.of(directory);
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
