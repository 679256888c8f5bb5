package daruma.manifest.program;

import daruma.model.Command;
import java.nio.file.Path;

/** What a target means. */
public sealed interface Guess {

    /**
     * A program.
     *
     * @param name for an app that was not given one; a valid app name
     * @param says how the target was understood: {@code node server.js}, {@code npm start (package.json)}
     */
    record Program(Command command, String name, String says) implements Guess {}

    /** A manifest with apps of its own. */
    record Manifest(Path file) implements Guess {}

    /**
     * No program.
     *
     * @param why what is wrong with it, as the second half of a sentence
     * @param next what to do; one sentence
     */
    record Nothing(Kind kind, String why, String next) implements Guess {}

    /** What sort of nothing. */
    enum Kind {
        /** There is no such file, folder or program. */
        ABSENT,
        /** It is there, but it cannot be run as it is. */
        UNUSABLE,
        /** What would run it is not installed. */
        NO_INTERPRETER,
        /** A later version can do it. */
        NOT_YET
    }
}
