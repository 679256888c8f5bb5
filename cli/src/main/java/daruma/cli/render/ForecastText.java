package daruma.cli.render;

import daruma.cli.terminal.Style;
import daruma.control.Request;
import daruma.model.Durations;
import daruma.model.Event;
import daruma.model.Forecast;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What would happen, for people: a line each with its time from the first launch on. */
public final class ForecastText {
    /** Steps of a forecast that tell the story; what follows repeats itself. */
    private static final int FIRST = 40;

    private final Style style;
    private final boolean all;
    private final List<String> lines = new ArrayList<>();

    /** @param all whether every step is shown */
    public ForecastText(Style style, boolean all) {
        this.style = style;
        this.all = all;
    }

    public List<String> lines(
            List<Forecast> forecasts, Optional<Request.Simulate.Fall> fall, Duration span, long seed) {
        for (var forecast : forecasts) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            var name = style.paint(Style.Tone.BOLD, forecast.app().value());
            fall.ifPresent(it -> lines.add(name + " dies with exit code " + it.exitCode() + " at the age of "
                    + Durations.format(it.every()) + ", "
                    + (it.readyAfter().compareTo(it.every()) < 0
                            ? "ready after " + Durations.format(it.readyAfter())
                            : "never ready")
                    + "; " + Durations.format(span) + " are looked at, seed " + seed));
            if (fall.isEmpty()) {
                lines.add(name + (forecast.contradictions().isEmpty() ? "  no contradictions" : ""));
            }
            steps(forecast);
            forecast.outcome().ifPresent(outcome -> outcome(outcome, span));
            forecast.contradictions()
                    .forEach(text -> lines.add("  " + style.no() + " " + style.paint(Style.Tone.WARN, text)));
        }
        return lines;
    }

    private void steps(Forecast forecast) {
        var shown = all || forecast.steps().size() <= FIRST + 5
                ? forecast.steps()
                : forecast.steps().subList(0, FIRST);
        for (var step : shown) {
            var reason =
                    step.reason() + " ".repeat(Math.max(0, 18 - step.reason().length()));
            lines.add(String.format(Locale.ROOT, "%10.3fs  ", step.at().toMillis() / 1_000.0)
                    + (step.type() == Event.Type.WARNING ? style.paint(Style.Tone.WARN, reason) : reason) + "  "
                    + step.message()
                    + (step.rule().isEmpty() ? "" : style.paint(Style.Tone.DIM, "  (" + step.rule() + ")")));
        }
        if (shown.size() < forecast.steps().size()) {
            lines.add("         …  " + (forecast.steps().size() - shown.size()) + " further steps; --all shows them");
        }
    }

    private void outcome(Forecast.Outcome outcome, Duration span) {
        lines.add("after " + Durations.format(span) + ": "
                + style.paint(StatusText.tone(outcome.status()), StatusText.of(outcome.status())) + ", "
                + outcome.deaths() + (outcome.deaths() == 1 ? " death" : " deaths") + ", ready for "
                + Math.round(outcome.readyShare() * 100) + "% of the time, "
                + outcome.crashLoopAt()
                        .map(at -> "called a crash loop after " + Durations.format(at))
                        .orElse("never called a crash loop"));
    }
}
