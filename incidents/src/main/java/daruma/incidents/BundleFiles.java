package daruma.incidents;

import daruma.model.AppName;
import daruma.model.Bundle;
import daruma.model.Incarnation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One bundle is one directory: a file for each part, and the record {@code bundle} that says when and what is missing. */
final class BundleFiles {
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final String RECORD = "bundle";
    /** As much of a part as travels to whoever looks at it; the file has the rest. */
    private static final int SHOWN = 128 << 10;

    private BundleFiles() {}

    static void createDirectory(Path directory) throws IOException {
        Files.createDirectories(directory, PRIVATE);
    }

    /** Writes all of it, and returns when it is on the disk. */
    static long write(Path directory, Incarnation incarnation, Findings findings) throws IOException {
        Files.createDirectory(directory, PRIVATE);
        long bytes = 0;
        for (var part : findings.parts()) {
            bytes += writeFile(directory.resolve(part.name()), part.text().getBytes(StandardCharsets.UTF_8));
        }
        var record = new Lines()
                .put("slot", incarnation.instance().slot())
                .put("incarnation", incarnation.number())
                .put("at", findings.at())
                .put("took", findings.took())
                .putAll("missing", findings.missing());
        bytes += writeFile(directory.resolve(RECORD), record.text().getBytes(StandardCharsets.UTF_8));
        force(directory);
        return bytes;
    }

    static long writeFile(Path file, byte[] content) throws IOException {
        return writeFile(file, content, true);
    }

    /**
     * Makes a file.
     *
     * @param durably return when it is on the disk
     */
    static long writeFile(Path file, byte[] content, boolean durably) throws IOException {
        try (var channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE_FILE)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            if (durably) {
                channel.force(true);
            }
        }
        return content.length;
    }

    static void force(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Bundle read(Path directory, AppName app) throws IOException {
        var record = Lines.parse(Files.readString(directory.resolve(RECORD)));
        var parts = new ArrayList<Bundle.Part>();
        for (var file : entries(directory)) {
            var name = file.getFileName().toString();
            if (!name.equals(RECORD) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                parts.add(new Bundle.Part(name, Files.size(file), beginning(file)));
            }
        }
        try {
            return new Bundle(
                    IncidentForm.incarnation(app, record),
                    Instant.parse(record.get("at")),
                    Duration.parse(record.get("took")),
                    directory,
                    parts,
                    record.all("missing"));
        } catch (DateTimeException e) {
            throw new IOException("the record of " + directory + " is damaged: " + e.getMessage(), e);
        }
    }

    /** What a directory holds, by name; nothing if it is not there. */
    static List<Path> entries(Path directory) throws IOException {
        var entries = new ArrayList<Path>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException _) {
            return List.of();
        }
        entries.sort(null);
        return entries;
    }

    static long size(Path directory) throws IOException {
        long bytes = 0;
        for (var entry : entries(directory)) {
            bytes += Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? size(entry) : Files.size(entry);
        }
        return bytes;
    }

    /** Deletes a directory with all that is below it; what cannot be deleted stays. */
    static void delete(Path path) {
        try {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                for (var entry : entries(path)) {
                    delete(entry);
                }
            }
            Files.deleteIfExists(path);
        } catch (IOException _) {
            // Looked for again when the store is opened; nothing depends on its going away.
        }
    }

    private static String beginning(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            var read = new ByteArrayOutputStream();
            read.writeBytes(in.readNBytes(SHOWN));
            bytes = read.toByteArray();
        }
        int end = bytes.length;
        if (end == SHOWN) {
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, end == 0 ? bytes.length : end))
                    .toString();
        } catch (CharacterCodingException _) {
            return "";
        }
    }
}
