package daruma.cli.startup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Changes files and runs commands, one after the other, and takes all of it back if asked to. */
public final class Hands {
    private final Shell shell;
    private final Consumer<String> told;
    private final Deque<Back> back = new ArrayDeque<>();

    /** The way back of one step. */
    @FunctionalInterface
    public interface Back {
        void go() throws IOException, NotDone;
    }

    /** @param told hears of each step that was done */
    public Hands(Shell shell, Consumer<String> told) {
        this.shell = shell;
        this.told = told;
    }

    /**
     * Makes a file be as it is to be.
     *
     * @return whether it was not so already
     */
    public boolean write(ServiceFile file) throws NotDone {
        var path = file.path();
        try {
            var before = text(path);
            if (before.equals(Optional.of(file.text())) && Files.isExecutable(path) == file.executable()) {
                return false;
            }
            back.push(() -> restore(path, before, file.executable()));
            put(path, file.text(), file.executable());
            told.accept((before.isPresent() ? "changed " : "wrote ") + path);
            return true;
        } catch (IOException e) {
            throw new NotDone("cannot write " + path + ": " + e.getMessage());
        }
    }

    /** Makes a file be gone. */
    public void remove(Path path) throws NotDone {
        try {
            var before = text(path);
            if (before.isPresent()) {
                boolean executable = Files.isExecutable(path);
                back.push(() -> restore(path, before, executable));
                Files.delete(path);
                told.accept("removed " + path);
            }
        } catch (IOException e) {
            throw new NotDone("cannot remove " + path + ": " + e.getMessage());
        }
    }

    /**
     * Runs commands that have to succeed.
     *
     * @param wayBack what undoes them, also if they succeed only in part; its own failures count for nothing
     */
    public void run(List<List<String>> commands, List<List<String>> wayBack) throws NotDone {
        for (var undo : wayBack.reversed()) {
            back.push(() -> shell.run(undo));
        }
        for (var command : commands) {
            var ran = shell.run(command);
            if (!ran.done()) {
                throw new NotDone("\"" + String.join(" ", command) + "\" failed with exit status " + ran.exit()
                        + (ran.said().isEmpty() ? "" : ": " + ran.said()));
            }
            told.accept("ran " + String.join(" ", command));
        }
    }

    /** Remembers how to take back something that was done by somebody else. */
    public void backBy(Back step) {
        back.push(step);
    }

    /**
     * Takes everything back, the last first.
     *
     * @return what could not be taken back
     */
    public List<String> takeBack() {
        var left = new ArrayList<String>();
        while (!back.isEmpty()) {
            try {
                back.pop().go();
            } catch (IOException | NotDone e) {
                left.add(String.valueOf(e.getMessage()));
            }
        }
        return left;
    }

    /** What stands in a file; empty if there is none. */
    static Optional<String> text(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file, StandardCharsets.UTF_8)) : Optional.empty();
    }

    private static void restore(Path path, Optional<String> before, boolean executable) throws IOException {
        if (before.isPresent()) {
            put(path, before.get(), executable);
        } else {
            Files.deleteIfExists(path);
        }
    }

    /** As a whole: an init system that looks meanwhile sees the old file or the new one. */
    private static void put(Path path, String text, boolean executable) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        var temporary = path.resolveSibling("." + path.getFileName() + ".new");
        try {
            Files.writeString(temporary, text, StandardCharsets.UTF_8);
            Files.setPosixFilePermissions(
                    temporary, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
