package daruma.process.launch;

import java.nio.file.Path;

/** What {@link Launcher#launch} and {@link Launcher#adopt} give back to signal by. Valid for ever: what is gone is gone. */
public interface Child {
    /** The incarnation's directory. */
    Path runDirectory();
}
