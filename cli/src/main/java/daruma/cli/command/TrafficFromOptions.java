package daruma.cli.command;

import daruma.cli.syntax.Option;
import daruma.cli.terminal.Style;
import daruma.manifest.text.DidYouMean;
import daruma.model.AppSpec;
import daruma.model.Refused;
import daruma.model.Traffic;
import daruma.model.UpdatePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What the options say of how clients reach an app, and of how its instances are replaced. */
final class TrafficFromOptions {
    private final Run run;

    TrafficFromOptions(Run run) {
        this.run = run;
    }

    /** Whether any of it was said. */
    boolean isGiven() {
        return Stream.of(
                        StartOptions.PORT,
                        StartOptions.PUBLISH,
                        StartOptions.LISTEN,
                        StartOptions.TRAFFIC,
                        StartOptions.SPARE)
                .anyMatch(run.given()::has);
    }

    /** The port that clients come to. */
    Optional<Integer> port() {
        var given = new ArrayList<Option>();
        for (var option : List.of(StartOptions.PORT, StartOptions.PUBLISH, StartOptions.LISTEN)) {
            if (run.given().has(option)) {
                given.add(option);
            }
        }
        if (given.size() > 1) {
            throw new Refused(given.get(0).name() + " and " + given.get(1).name()
                    + " both say where clients come to; keep one. --port: the app itself or the balancer; --publish: the"
                    + " balancer; --listen: a socket that is handed to the app");
        }
        if (run.given().has(StartOptions.PUBLISH)) {
            return Optional.of(published());
        }
        return given.isEmpty() ? Optional.empty() : run.number(given.getFirst(), 1, 65_535);
    }

    /** Docker's {@code 80:3000}, too: the second counts for nothing, for each instance is told its own port. */
    private int published() {
        var text = run.given().value(StartOptions.PUBLISH).orElseThrow();
        var match = text.strip().matches("[0-9]{1,5}(:[0-9]{1,5})?(/tcp)?");
        var words = text.strip().replace("/tcp", "").split(":", -1);
        if (!match || !isPort(words[0]) || !isPort(words[words.length - 1])) {
            throw new Refused("--publish is \"" + text
                    + "\": use a port from 1 to 65535, such as 3000; or 80:3000 as docker has it");
        }
        if (words.length > 1 && !words[0].equals(words[1])) {
            run.say(run.talkStyle()
                    .paint(
                            Style.Tone.DIM,
                            "each instance serves on a port of its own, which PORT tells it; " + words[1]
                                    + " counts for nothing"));
        }
        return Integer.parseInt(words[0]);
    }

    private static boolean isPort(String digits) {
        return digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) >= 1 && Integer.parseInt(digits) <= 65_535;
    }

    /** Several instances with a port are balanced, if nothing else was asked for. */
    Traffic traffic(int instances) {
        return new Traffic(
                mode(instances),
                OptionalInt.empty(),
                run.number(StartOptions.SPARE, 0, Traffic.MAX_SPARE).orElse(0));
    }

    /** The same for an app that is there: what is not said stays. */
    Traffic traffic(int instances, AppSpec known) {
        var spare = run.number(StartOptions.SPARE, 0, Traffic.MAX_SPARE)
                .orElse(known.traffic().spare());
        if (port().isPresent()) {
            var mode = mode(instances);
            return new Traffic(
                    mode,
                    OptionalInt.empty(),
                    mode == Traffic.Mode.OWN && !run.given().has(StartOptions.SPARE) ? 0 : spare);
        }
        var mode = run.given()
                .value(StartOptions.TRAFFIC)
                .map(text -> word(StartOptions.TRAFFIC, text, Traffic.Mode.values()))
                .orElse(known.traffic().mode());
        var backend = mode == Traffic.Mode.BALANCED ? known.traffic().backendPort() : OptionalInt.empty();
        return new Traffic(
                mode, backend, mode == Traffic.Mode.OWN && !run.given().has(StartOptions.SPARE) ? 0 : spare);
    }

    private Traffic.Mode mode(int instances) {
        var asked = run.given()
                .value(StartOptions.TRAFFIC)
                .map(text -> word(StartOptions.TRAFFIC, text, Traffic.Mode.values()));
        for (var option : List.of(StartOptions.PUBLISH, StartOptions.LISTEN)) {
            if (run.given().has(option)) {
                var mode = option.equals(StartOptions.PUBLISH) ? Traffic.Mode.BALANCED : Traffic.Mode.DIRECT;
                if (asked.filter(other -> other != mode).isPresent()) {
                    throw new Refused("--traffic "
                            + asked.get().name().toLowerCase(Locale.ROOT) + " and " + option.name()
                            + " contradict each other; keep one of them");
                }
                return mode;
            }
        }
        var port = run.given().has(StartOptions.PORT);
        if (asked.isPresent() && asked.get() != Traffic.Mode.OWN && !port) {
            throw new Refused("--traffic " + asked.get().name().toLowerCase(Locale.ROOT)
                    + " needs a port that is shared; say which with --port");
        }
        return asked.orElse(port && instances > 1 ? Traffic.Mode.BALANCED : Traffic.Mode.OWN);
    }

    /** The same with what was said of it. */
    UpdatePolicy update(UpdatePolicy d) {
        return new UpdatePolicy(
                run.number(StartOptions.UPDATE_PARALLELISM, 1, Integer.MAX_VALUE)
                        .orElse(d.parallelism()),
                run.duration(StartOptions.UPDATE_DELAY, false).orElse(d.delay()),
                run.given()
                        .value(StartOptions.UPDATE_ORDER)
                        .map(text -> word(StartOptions.UPDATE_ORDER, text, UpdatePolicy.Order.values()))
                        .orElse(d.order()),
                run.duration(StartOptions.UPDATE_MONITOR, false).orElse(d.monitor()),
                share().orElse(d.maxFailureRatio()),
                run.given()
                        .value(StartOptions.UPDATE_FAILURE_ACTION)
                        .map(text ->
                                word(StartOptions.UPDATE_FAILURE_ACTION, text, UpdatePolicy.FailureAction.values()))
                        .orElse(d.onFailure()));
    }

    private Optional<Double> share() {
        return run.given().value(StartOptions.UPDATE_MAX_FAILURE_RATIO).map(text -> {
            try {
                return Double.parseDouble(text.strip());
            } catch (NumberFormatException _) {
                throw new Refused(
                        "--update-max-failure-ratio is \"" + text + "\": use a share from 0 to 1, such as 0.2");
            }
        });
    }

    private static <E extends Enum<E>> E word(Option option, String text, E[] values) {
        var known = Stream.of(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        var index = known.indexOf(text);
        if (index < 0) {
            throw new Refused(
                    option.name() + " is \"" + text + "\": use " + String.join(", ", known.subList(0, known.size() - 1))
                            + " or " + known.getLast() + DidYouMean.hint(text, known));
        }
        return values[index];
    }
}
