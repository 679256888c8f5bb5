package daruma.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an app runs now, and what it ran before.
 *
 * @param current whose spec is that of the app
 * @param past the others, in the order in which they were left; at most {@value #KEPT}
 */
public record Releases(Release.Note current, List<Release> past) {
    public static final int KEPT = 10;
    public static final Releases FIRST = new Releases(Release.Note.of(1), List.of());

    public Releases {
        past = past.size() > KEPT ? List.copyOf(past.subList(past.size() - KEPT, past.size())) : List.copyOf(past);
    }

    /** The number of a release to come. */
    public int nextNumber() {
        return 1
                + Stream.concat(Stream.of(current), past.stream().map(Release::note))
                        .mapToInt(Release.Note::number)
                        .max()
                        .orElse(0);
    }

    /** After a change to another release, one of the past or a new one. */
    public Releases left(AppSpec present, Release.Note next) {
        var others = new ArrayList<>(past);
        others.add(new Release(current, present));
        others.removeIf(release -> release.note().number() == next.number());
        return new Releases(next, others);
    }

    public Optional<Release> find(int number) {
        return past.stream()
                .filter(release -> release.note().number() == number)
                .findFirst();
    }
}
