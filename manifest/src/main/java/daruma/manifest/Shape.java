package daruma.manifest;

import java.util.List;

/** What a value of a manifest may look like. The reader and the JSON schema are both made from it. */
sealed interface Shape {
    /** Any scalar, taken as the text that was written. */
    record Text() implements Shape {}

    /** One of a few words. */
    record Word(List<String> words) implements Shape {}

    /** A whole number within bounds. */
    record Whole(long least, long most) implements Shape {}

    /** A whole number within bounds, or {@code max}: as many as the machine has processors. */
    record Count(long most) implements Shape {}

    /** A number within bounds. */
    record Real(double least, double most) implements Shape {}

    /** {@code true} or {@code false}. */
    record Flag() implements Shape {}

    /** A duration with its unit. */
    record Time(boolean millisByDefault) implements Shape {}

    /** A size with its unit. */
    record Size() implements Shape {}

    /** Octal digits. */
    record Octal() implements Shape {}

    /** A list of texts; one text alone is split at blanks, quotes respected. */
    record Words() implements Shape {}

    /** One text, or a list of them. */
    record Texts() implements Shape {}

    /** A list of whole numbers within bounds, or one alone. */
    record Wholes(long least, long most) implements Shape {}

    /** Names with any scalar each. */
    record TextMap() implements Shape {}

    /** A mapping with its own keys. */
    record Section(List<Key> keys) implements Shape {}

    /** A list of mappings. */
    record Sections(List<Key> keys) implements Shape {}

    /** A list of mappings; an item that is one text alone stands for a mapping with {@code key} alone. */
    record SectionsOrTexts(List<Key> keys, String key) implements Shape {}

    /** Processors: {@code 2}, {@code 0.5}, or {@code 500m} as Kubernetes writes thousandths. */
    record Cores() implements Shape {}

    /** A schedule of cron. */
    record Schedule() implements Shape {}
}
