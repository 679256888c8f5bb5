package daruma.state;

import daruma.control.codec.SpecCodec;
import daruma.control.json.BadJson;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.model.DesiredApp;
import daruma.state.ChangeOutcome.NotStored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The set of apps that {@code save} puts away and {@code resurrect} brings back: a file {@code saved}, and the one before it as
 * {@code saved.old}.
 */
public final class SavedApps {
    private final Path directory;
    private final StateFiles files;

    public SavedApps(Path directory) {
        this(directory, DiskFiles.INSTANCE);
    }

    SavedApps(Path directory, StateFiles files) {
        this.directory = directory;
        this.files = files;
    }

    /**
     * What {@link #load()} found.
     *
     * @param apps empty if nothing was ever saved
     * @param notice what was wrong with the newer file, if the older one had to do
     */
    public record Saved(List<DesiredApp> apps, Optional<String> notice) {}

    /**
     * Puts the apps away; durable when it returns.
     *
     * @return why it could not be done; the set saved before is as it was then
     */
    public Optional<NotStored> save(List<DesiredApp> apps) {
        var temporary = directory.resolve("saved.tmp");
        try (var output = files.create(temporary)) {
            output.write(CheckedLines.line(Json.object()
                    .put("format", DesiredRecord.FORMAT)
                    .put("apps", apps, SpecCodec::write)
                    .build()));
            output.force();
            if (read(current()).isPresent()) {
                // A damaged one must not take the place of a good one.
                files.rename(current(), old());
            }
            files.rename(temporary, current());
            files.forceDirectory(directory);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(new NotStored("cannot save the apps: " + e.getMessage()
                    + ". The set that was saved before is kept; make room or repair the file system, then try again"));
        }
    }

    public Saved load() {
        var current = read(current());
        if (current.isPresent()) {
            return new Saved(current.get(), Optional.empty());
        }
        var old = read(old());
        return new Saved(
                old.orElse(List.of()),
                old.isPresent()
                        ? Optional.of(current() + " cannot be read; the set saved before it is used")
                        : Optional.empty());
    }

    private Optional<List<DesiredApp>> read(Path file) {
        try {
            var lines = CheckedLines.parse(files.read(file));
            return lines.whole() && lines.values().size() == 1
                    ? Optional.of(Fields.read(
                            lines.values().getFirst(),
                            "",
                            Fields.Rule.LENIENT,
                            in -> in.objects("apps", SpecCodec::desired)))
                    : Optional.empty();
        } catch (IOException | BadJson e) {
            return Optional.empty();
        }
    }

    private Path current() {
        return directory.resolve("saved");
    }

    private Path old() {
        return directory.resolve("saved.old");
    }
}
