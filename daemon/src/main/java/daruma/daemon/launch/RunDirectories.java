package daruma.daemon.launch;

import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where each slot and each incarnation has its directory: {@code RUN/web.0/7}.
 *
 * @param base exists and belongs to this user alone
 */
public record RunDirectories(Path base) {
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    public Path of(InstanceId instance) {
        return base.resolve(instance.app() + "." + instance.slot());
    }

    public Path of(Incarnation incarnation) {
        return of(incarnation.instance()).resolve(Long.toString(incarnation.number()));
    }

    /** The file whose lock says that somebody of the slot's tree is left. */
    public Path lock(InstanceId instance) {
        return of(instance).resolve("lock");
    }

    /**
     * Makes the directory of an incarnation, with its {@link LaunchRecord}. On a full file system it is the slot's spare directory:
     * a restart needs no free space.
     *
     * @throws IOException if it cannot be made, or is there already: no incarnation is launched twice
     */
    Path create(Incarnation incarnation, byte[] launchRecord) throws IOException {
        var directory = of(incarnation);
        var spare = new SpareDirectory(of(incarnation.instance()));
        try {
            boolean first = make(directory);
            LaunchRecord.write(directory, launchRecord);
            if (first) {
                spare.reserve(launchRecord.length, PRIVATE);
            }
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException full) {
            removeTree(directory);
            try {
                spare.become(directory);
                LaunchRecord.writeOver(directory, launchRecord);
            } catch (IOException e) {
                full.addSuppressed(e);
                throw full;
            }
        }
        return directory;
    }

    /**
     * Makes the directory of an incarnation that may come, in that of a slot that is there. Without a {@link LaunchRecord} a
     * later daemon takes it for what it is: nothing was ever launched in it.
     *
     * @throws IOException if it cannot be made, or is there already
     */
    void createAhead(Incarnation incarnation) throws IOException {
        Files.createDirectory(of(incarnation), PRIVATE);
    }

    /** Whether it is the first one of its slot. */
    private static boolean make(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, PRIVATE);
            return false;
        } catch (NoSuchFileException _) {
            Files.createDirectories(directory.getParent(), PRIVATE);
            Files.createDirectory(directory, PRIVATE);
            return true;
        }
    }

    /** All incarnations that have a directory, each slot's in the order of their numbers. What is not ours is left alone. */
    public List<Incarnation> scan() {
        var found = new ArrayList<Incarnation>();
        for (var slot : entries(base)) {
            instance(slot).ifPresent(instance -> {
                for (var directory : entries(slot)) {
                    number(directory).ifPresent(number -> found.add(new Incarnation(instance, number)));
                }
            });
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /**
     * Removes an incarnation's directory with what lies in it, or keeps it for when the file system is full. What cannot be
     * removed stays; a later daemon tries again.
     */
    public void remove(Incarnation incarnation) {
        var directory = of(incarnation);
        if (!new SpareDirectory(of(incarnation.instance())).keep(directory)) {
            removeTree(directory);
        }
    }

    /** Removes a slot's directory, if no incarnation of it is left. */
    public void removeIfEmpty(InstanceId instance) {
        var directory = of(instance);
        if (entries(directory).stream().noneMatch(entry -> number(entry).isPresent())) {
            removeTree(new SpareDirectory(directory).path());
            removeTree(directory);
        }
    }

    static void removeTree(Path directory) {
        for (var entry : entries(directory)) {
            delete(entry);
        }
        delete(directory);
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException _) {
            // Not empty, or a full or vanished file system: nothing depends on its going away.
        }
    }

    static List<Path> entries(Path directory) {
        var entries = new ArrayList<Path>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
        return entries;
    }

    private static Optional<InstanceId> instance(Path directory) {
        var name = directory.getFileName().toString();
        int dot = name.lastIndexOf('.');
        try {
            return dot < 1
                    ? Optional.empty()
                    : Optional.of(new InstanceId(
                            new AppName(name.substring(0, dot)), Integer.parseInt(name.substring(dot + 1))));
        } catch (NumberFormatException | Refused _) {
            return Optional.empty();
        }
    }

    private static Optional<Long> number(Path directory) {
        try {
            long number = Long.parseLong(directory.getFileName().toString());
            return number < 1 ? Optional.empty() : Optional.of(number);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
