package daruma.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a daemon that says nothing is waited for. Only silence counts: a daemon that is slow with one call, but answers
 * when it is asked whether it is there, is never given up.
 */
public interface Patience {
    Patience DEFAULT = of(Duration.ofSeconds(10));

    /** How long nothing may be heard before the daemon is asked whether it is there, and how long it has to answer that. */
    Duration pause();

    /**
     * Whether to give up. Asked each time a question has not been answered, on a thread of the client's own.
     *
     * @param silence a whole number of pauses, at least two; time in which this process was stopped is not in it
     * @return why; empty: ask once more
     */
    Optional<Fault.Silent> after(Path socket, Duration silence);

    /** Gives up after so much silence. */
    static Patience of(Duration limit) {
        return new Patience() {
            @Override
            public Duration pause() {
                return limit.dividedBy(4);
            }

            @Override
            public Optional<Fault.Silent> after(Path socket, Duration silence) {
                return silence.compareTo(limit) < 0
                        ? Optional.empty()
                        : Optional.of(new Fault.Silent(
                                socket, silence, "It may hang, or end each time it is started; its log tells"));
            }
        };
    }
}
