package daruma.manifest;

import daruma.model.Traffic;
import daruma.model.UpdatePolicy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** How clients reach an app, and how its instances are replaced. */
final class TrafficFromSection {
    private static final List<String> PORTS = List.of("port", "publish", "listen");

    private final Section app;
    private final SectionMistakes mistakes;
    private final OptionalInt port;

    TrafficFromSection(Section app, SectionMistakes mistakes) {
        this.app = app;
        this.mistakes = mistakes;
        this.port = readPort();
    }

    /** The port that clients come to. */
    OptionalInt port() {
        return port;
    }

    private OptionalInt readPort() {
        var given = PORTS.stream().filter(app::has).toList();
        for (var other : given.stream().skip(1).toList()) {
            mistakes.add(
                    app,
                    other,
                    "stands beside \"" + given.getFirst() + "\" in line " + app.lineOf(given.getFirst())
                            + "; both say where clients come to, keep one");
        }
        return given.stream()
                .findFirst()
                .flatMap(app::whole)
                .map(port -> OptionalInt.of(port.intValue()))
                .orElse(OptionalInt.empty());
    }

    /** Several instances with a port are balanced, if nothing else is said; empty if there was a mistake. */
    Optional<Traffic> traffic(int replicas) {
        var word = app.text("traffic").map(text -> Traffic.Mode.valueOf(text.toUpperCase(Locale.ROOT)));
        var mode = word.orElse(
                app.has("publish") || (app.has("port") && replicas > 1)
                        ? Traffic.Mode.BALANCED
                        : app.has("listen") ? Traffic.Mode.DIRECT : Traffic.Mode.OWN);
        if ((app.has("publish") && mode != Traffic.Mode.BALANCED)
                || (app.has("listen") && mode != Traffic.Mode.DIRECT)) {
            mistakes.add(
                    app,
                    "traffic",
                    "contradicts \"" + (app.has("publish") ? "publish" : "listen")
                            + "\"; leave it out, or write port instead of that");
            return Optional.empty();
        }
        if (mode != Traffic.Mode.OWN && port.isEmpty()) {
            mistakes.add(app, "traffic", "needs a port that is shared; say which with port");
            return Optional.empty();
        }
        return mistakes.at(
                app,
                "spare",
                () -> new Traffic(
                        mode,
                        OptionalInt.empty(),
                        app.whole("spare").map(Long::intValue).orElse(0)));
    }

    Optional<UpdatePolicy> update() {
        var d = UpdatePolicy.DEFAULT;
        return app.section("updateConfig")
                .map(s -> mistakes.at(
                        app,
                        "updateConfig",
                        () -> new UpdatePolicy(
                                s.whole("parallelism").map(Long::intValue).orElse(d.parallelism()),
                                s.time("delay").orElse(d.delay()),
                                s.text("order")
                                        .map(text -> UpdatePolicy.Order.valueOf(word(text)))
                                        .orElse(d.order()),
                                s.time("monitor").orElse(d.monitor()),
                                s.number("maxFailureRatio").orElse(d.maxFailureRatio()),
                                s.text("failureAction")
                                        .map(text -> UpdatePolicy.FailureAction.valueOf(word(text)))
                                        .orElse(d.onFailure()))))
                .orElse(Optional.of(d));
    }

    private static String word(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
