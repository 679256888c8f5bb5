package daruma.cli.startup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** What starts services on a machine. */
public enum InitSystem {
    SYSTEMD,
    OPENRC,
    LAUNCHD;

    /** As people type it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By the word that people type; empty if there is none of that name. */
    public static Optional<InitSystem> named(String word) {
        for (var init : values()) {
            if (init.word().equals(word)) {
                return Optional.of(init);
            }
        }
        return Optional.empty();
    }

    /**
     * The one that runs this machine, or is installed in an image.
     *
     * @param root of the file system to look at
     * @param running whether it has to run; false for an image
     */
    public static Optional<InitSystem> of(Path root, boolean running) {
        if (Files.isDirectory(root.resolve("run/systemd/system"))) {
            return Optional.of(SYSTEMD);
        }
        if (Files.isDirectory(root.resolve("run/openrc"))) {
            return Optional.of(OPENRC);
        }
        if (Files.isExecutable(root.resolve("bin/launchctl"))) {
            return Optional.of(LAUNCHD);
        }
        if (running) {
            return Optional.empty();
        }
        if (Files.isDirectory(root.resolve("etc/systemd/system"))) {
            return Optional.of(SYSTEMD);
        }
        return Files.isDirectory(root.resolve("etc/init.d")) ? Optional.of(OPENRC) : Optional.empty();
    }
}
