package daruma.cli.terminal;

import java.util.Optional;

/** A piece of a table. */
public record Cell(String text, Optional<Style.Tone> tone) {
    public static final Cell NONE = of("-");

    public static Cell of(String text) {
        return new Cell(text, Optional.empty());
    }

    public static Cell of(String text, Style.Tone tone) {
        return new Cell(text, Optional.of(tone));
    }
}
