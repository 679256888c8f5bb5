package daruma.state.change;

import daruma.model.Release;
import java.time.Instant;
import java.util.Optional;

/**
 * What is noted of a release.
 *
 * @param by whose command it was, for people: {@code daruma update web}
 * @param digest of the files that the app runs now, if they were looked at; see {@link ProgramDigest}
 */
public record Asked(String by, Instant at, Optional<String> digest) {
    Release.Note note(int number) {
        return new Release.Note(number, digest, Optional.of(at), by);
    }

    /** Whether it is known that the files are not those of that release. */
    boolean otherFilesThan(Release.Note known) {
        return digest.isPresent() && known.digest().isPresent() && !digest.equals(known.digest());
    }
}
