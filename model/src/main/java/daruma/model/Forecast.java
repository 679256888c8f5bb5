package daruma.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What would happen to an instance that dies again and again, by the rules that it was declared with.
 *
 * @param steps in order; nothing if no deaths were asked about
 * @param contradictions settings of the declaration that cannot do what they say, or that work against each other
 */
public record Forecast(AppName app, List<Step> steps, Optional<Outcome> outcome, List<String> contradictions) {
    public Forecast {
        steps = List.copyOf(steps);
        contradictions = List.copyOf(contradictions);
    }

    /**
     * One thing that would happen; the words are those of an {@link Event}.
     *
     * @param at from the first launch on
     */
    public record Step(Duration at, Event.Type type, String reason, long incarnation, String message, String rule) {}

    /**
     * How it stands at the end.
     *
     * @param deaths how many there were
     * @param readyShare of the time, 0 to 1
     * @param crashLoopAt when it was called a crash loop, if it was
     * @param status it ends with
     */
    public record Outcome(int deaths, double readyShare, Optional<Duration> crashLoopAt, StatusWord status) {}
}
