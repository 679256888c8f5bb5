package daruma.manifest;

import daruma.model.Refused;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Mistakes of one file, told with the line of the key that each is about. */
final class SectionMistakes {
    private final String file;
    private final List<Mistake> mistakes;

    SectionMistakes(String file, List<Mistake> mistakes) {
        this.file = file;
        this.mistakes = mistakes;
    }

    /** How many there are so far. */
    int count() {
        return mistakes.size();
    }

    /** The value; empty if it is refused, which is a mistake then. */
    <T> Optional<T> at(Section section, String key, Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (Refused e) {
            add(section, key, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** A mistake about a key, or about the whole section if the key is empty. */
    void add(Section section, String key, String message) {
        var where = key.isEmpty() ? section.where() : section.where() + "." + key;
        mistakes.add(new Mistake(file, section.lineOf(key), where, message));
    }
}
