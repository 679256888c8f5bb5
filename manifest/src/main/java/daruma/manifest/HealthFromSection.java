package daruma.manifest;

import daruma.model.Evidence;
import daruma.model.Health;
import daruma.model.Limits;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.Recycling;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What an item of {@code apps} says about health. Probes have the names that Kubernetes gives them. */
final class HealthFromSection {
    private static final List<String> CHECKS = List.of("httpGet", "tcpSocket", "exec", "grpc", "log");

    private final Section app;
    private final SectionMistakes mistakes;

    HealthFromSection(Section app, SectionMistakes mistakes) {
        this.app = app;
        this.mistakes = mistakes;
    }

    Health health() {
        var d = Health.DEFAULT;
        var startup = probe("startupProbe", true);
        var liveness = probe("livenessProbe", true);
        var readiness = probe("readinessProbe", false);
        var limits = mistakes.at(app, "limits", this::limits).orElse(d.limits());
        var recycling = mistakes.at(app, "maxAge", this::recycling).orElse(d.recycling());
        return mistakes.at(
                        app,
                        "watchdog",
                        () -> new Health(
                                startup,
                                liveness,
                                readiness,
                                app.time("watchdog"),
                                app.flag("hangDetection").orElse(d.watchForHangs()),
                                limits,
                                recycling,
                                new Evidence(
                                        app.flag("core").orElse(d.evidence().core()),
                                        app.flag("heapDumpOnOom")
                                                .orElse(d.evidence().heapDumpOnOom()))))
                .orElse(d);
    }

    private Optional<Probe> probe(String key, boolean singleSuccess) {
        return app.section(key).flatMap(section -> {
            var check = check(section);
            if (singleSuccess && section.whole("successThreshold").orElse(1L) != 1) {
                mistakes.add(section, "successThreshold", "must be 1 for this probe, as in Kubernetes; leave it out");
            }
            return check.flatMap(it -> mistakes.at(section, "", () -> probe(section, it)));
        });
    }

    private static Probe probe(Section section, ProbeCheck check) {
        var d = Probe.of(check);
        return new Probe(
                check,
                seconds(section, "initialDelaySeconds").orElse(d.initialDelay()),
                seconds(section, "periodSeconds").orElse(d.period()),
                seconds(section, "timeoutSeconds").orElse(d.timeout()),
                section.whole("successThreshold").map(Long::intValue).orElse(d.successThreshold()),
                section.whole("failureThreshold").map(Long::intValue).orElse(d.failureThreshold()),
                seconds(section, "terminationGracePeriodSeconds"));
    }

    private Optional<ProbeCheck> check(Section probe) {
        var given = CHECKS.stream().filter(probe::has).toList();
        if (given.size() != 1) {
            mistakes.add(
                    probe,
                    given.size() > 1 ? given.get(1) : "",
                    given.isEmpty()
                            ? "does not say what to look at; write one of " + String.join(", ", CHECKS)
                            : "stands beside \"" + given.getFirst() + "\" in line " + probe.lineOf(given.getFirst())
                                    + "; a probe looks at one thing");
            return Optional.empty();
        }
        var kind = given.getFirst();
        return probe.section(kind).flatMap(what -> mistakes.at(what, "", () -> check(kind, what)));
    }

    private ProbeCheck check(String kind, Section what) {
        return switch (kind) {
            case "httpGet" ->
                new ProbeCheck.Http(
                        port(what),
                        what.text("path").orElse("/"),
                        headers(what),
                        what.text("scheme")
                                .orElse("HTTP")
                                .toUpperCase(Locale.ROOT)
                                .equals("HTTPS"));
            case "tcpSocket" -> new ProbeCheck.Tcp(port(what));
            case "exec" -> new ProbeCheck.Exec(what.list("command"));
            case "grpc" -> new ProbeCheck.Grpc(port(what), what.text("service").orElse(""));
            default -> new ProbeCheck.Log(what.text("pattern").orElse(""));
        };
    }

    /** The port of the app means the one of each instance: a number would be that of the first instance for all. */
    private OptionalInt port(Section what) {
        var port = what.whole("port");
        return port.isEmpty() || port.equals(app.whole("port"))
                ? OptionalInt.empty()
                : OptionalInt.of(port.get().intValue());
    }

    private static Map<String, String> headers(Section what) {
        var headers = new LinkedHashMap<String, String>();
        for (var header : what.<Section>list("httpHeaders")) {
            headers.put(header.text("name").orElse(""), header.text("value").orElse(""));
        }
        return headers;
    }

    private Limits limits() {
        return app.section("limits")
                .map(limits -> new Limits(
                        limits.whole("memory").map(OptionalLong::of).orElse(OptionalLong.empty()),
                        limits.number("cpu")
                                .map(cores -> OptionalInt.of((int) Math.ceil(cores * 100)))
                                .orElse(OptionalInt.empty()),
                        limits.whole("tasks")
                                .map(n -> OptionalInt.of(n.intValue()))
                                .orElse(OptionalInt.empty())))
                .orElse(Limits.NONE);
    }

    private Recycling recycling() {
        return new Recycling(
                app.time("maxAge"),
                app.number("maxAgeJitter").orElse(Recycling.NEVER.jitter()),
                app.section("schedule").flatMap(schedule -> schedule.text("restart")));
    }

    private static Optional<Duration> seconds(Section section, String key) {
        return section.number(key).map(seconds -> Duration.ofMillis(Math.round(seconds * 1_000)));
    }
}
