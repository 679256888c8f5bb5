package daruma.model;

import java.time.Instant;
import java.util.Optional;

/**
 * One version of what an app runs, so that it can come back.
 *
 * @param spec as it was declared then
 */
public record Release(Note note, AppSpec spec) {

    /**
     * What is known of a release besides its spec.
     *
     * @param number from 1, as in {@code r3}; never used twice for one app
     * @param digest of the files that it runs, if they were looked at
     * @param since when it was declared, if that is known
     * @param cause by what it came, for people
     */
    public record Note(int number, Optional<String> digest, Optional<Instant> since, String cause) {
        public Note {
            if (number < 1) {
                throw new Refused("release " + number + " does not exist: they are counted from 1");
            }
        }

        /** Of which nothing but the number is known. */
        public static Note of(int number) {
            return new Note(number, Optional.empty(), Optional.empty(), "");
        }

        /** As people write it: {@code r3}. */
        public String name() {
            return "r" + number;
        }
    }
}
