package daruma.daemon.launch;

import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
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
     * Makes the directory of an incarnation.
     *
     * @throws IOException if it cannot be made, or is there already: no incarnation is launched twice
     */
    public Path create(Incarnation incarnation) throws IOException {
        var directory = of(incarnation);
        try {
            return Files.createDirectory(directory, PRIVATE);
        } catch (NoSuchFileException _) {
            Files.createDirectories(of(incarnation.instance()), PRIVATE);
            return Files.createDirectory(directory, PRIVATE);
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

    /** Removes an incarnation's directory with what lies in it. What cannot be removed stays; a later daemon tries again. */
    public void remove(Incarnation incarnation) {
        removeTree(of(incarnation));
    }

    /** Removes a slot's directory, if no incarnation of it is left. */
    public void removeIfEmpty(InstanceId instance) {
        var directory = of(instance);
        if (entries(directory).stream().noneMatch(entry -> number(entry).isPresent())) {
            removeTree(directory);
        }
    }

    private static void removeTree(Path directory) {
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

    private static List<Path> entries(Path directory) {
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
