package daruma.cli.command;

import daruma.cli.syntax.Option;
import daruma.manifest.text.ByteSizes;
import daruma.manifest.text.CommandLineWords;
import daruma.manifest.text.Cron;
import daruma.manifest.text.DidYouMean;
import daruma.model.AppName;
import daruma.model.Dependencies;
import daruma.model.Evidence;
import daruma.model.Health;
import daruma.model.Limits;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.Readiness;
import daruma.model.Recycling;
import daruma.model.Refused;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the options of {@code start} say about health. The words are docker's and pm2's; what is meant is what
 * {@code daruma.yaml} calls livenessProbe, readinessProbe and startupProbe.
 */
final class HealthFromOptions {
    private static final List<Option> CHECKS =
            List.of(StartOptions.HEALTH_HTTP, StartOptions.HEALTH_TCP, StartOptions.HEALTH_CMD);
    private static final List<String> CONDITIONS = List.of("started", "ready", "completed");

    private final Run run;
    private final Optional<Integer> port;

    /**
     * Reads them.
     *
     * @param port of the app; a check of that port looks at the one of each instance
     */
    HealthFromOptions(Run run, Optional<Integer> port) {
        this.run = run;
        this.port = port;
    }

    Health health() {
        var live = liveness();
        var ready = value(StartOptions.READY_HTTP).map(text -> probe(http(StartOptions.READY_HTTP, text)));
        if (live.isEmpty() && ready.isEmpty()) {
            requireCheckFor(StartOptions.HEALTH_INTERVAL);
            requireCheckFor(StartOptions.HEALTH_TIMEOUT);
            requireCheckFor(StartOptions.HEALTH_RETRIES);
        }
        if (live.isEmpty()) {
            requireCheckFor(StartOptions.HEALTH_START_PERIOD);
        }
        return new Health(
                live.flatMap(this::startup),
                live,
                ready,
                run.duration(StartOptions.WATCHDOG, false),
                Health.DEFAULT.watchForHangs(),
                limits(),
                recycling(),
                new Evidence(run.given().has(StartOptions.CORE), run.given().has(StartOptions.HEAP_DUMP)));
    }

    Dependencies dependencies() {
        var on = new HashMap<AppName, Dependencies.Condition>();
        for (var text : run.given().values(StartOptions.DEPENDS_ON)) {
            var colon = text.indexOf(':');
            var name = new AppName(colon < 0 ? text : text.substring(0, colon));
            var word = colon < 0 ? "ready" : text.substring(colon + 1);
            if (!CONDITIONS.contains(word)) {
                throw new Refused("--depends-on is \"" + text + "\": use " + name + ":started, " + name + ":ready or "
                        + name + ":completed" + DidYouMean.hint(word, CONDITIONS));
            }
            on.put(name, Dependencies.Condition.valueOf(word.toUpperCase(Locale.ROOT)));
        }
        return on.isEmpty() ? Dependencies.NONE : new Dependencies(on, Optional.empty());
    }

    private Optional<Probe> liveness() {
        var given = CHECKS.stream().filter(run.given()::has).toList();
        if (given.size() > 1) {
            throw new Refused(
                    given.get(0).name() + " and " + given.get(1).name()
                            + " stand together; one check is enough, or write livenessProbe and readinessProbe into a daruma.yaml");
        }
        return given.stream().findFirst().map(option -> {
            var text = value(option).orElseThrow();
            return probe(
                    option.equals(StartOptions.HEALTH_HTTP)
                            ? http(option, text)
                            : option.equals(StartOptions.HEALTH_TCP)
                                    ? new ProbeCheck.Tcp(ofInstance(port(option, text)))
                                    : new ProbeCheck.Exec(CommandLineWords.split(text)));
        });
    }

    private Probe probe(ProbeCheck check) {
        var d = Probe.of(check);
        return new Probe(
                check,
                d.initialDelay(),
                run.duration(StartOptions.HEALTH_INTERVAL, false).orElse(d.period()),
                run.duration(StartOptions.HEALTH_TIMEOUT, false).orElse(d.timeout()),
                d.successThreshold(),
                run.number(StartOptions.HEALTH_RETRIES, 1, 1_000_000).orElse(d.failureThreshold()),
                Optional.empty());
    }

    /**
     * docker's start period: failures within it do not count, the first success ends it. Without a word it is as long as a
     * start may take: whoever asks for a check only does not mean that a slow start is a sickness.
     */
    private Optional<Probe> startup(Probe live) {
        return Optional.of(run.duration(StartOptions.HEALTH_START_PERIOD, false)
                        .or(() -> run.duration(StartOptions.LISTEN_TIMEOUT, true))
                        .orElse(Readiness.DEFAULT.deadline()))
                .filter(Duration::isPositive)
                .map(span -> {
                    var period =
                            live.period().compareTo(Duration.ofSeconds(1)) < 0 ? live.period() : Duration.ofSeconds(1);
                    var checks = Math.ceilDiv(span.toMillis(), period.toMillis());
                    return new Probe(
                            live.check(),
                            Duration.ZERO,
                            period,
                            live.timeout(),
                            1,
                            (int) Math.max(1, Math.min(checks, 1_000_000)),
                            Optional.empty());
                });
    }

    private ProbeCheck http(Option option, String text) {
        var slash = text.indexOf('/');
        if (slash < 0) {
            throw new Refused(option.name() + " is \"" + text
                    + "\": use a path such as /live, or a port with a path such" + " as 8081/live");
        }
        var number = text.substring(0, slash);
        return new ProbeCheck.Http(
                number.isEmpty() ? OptionalInt.empty() : ofInstance(port(option, number)),
                text.substring(slash),
                Map.of(),
                false);
    }

    private static int port(Option option, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new Refused(option.name() + ": \"" + text + "\" is not a port: use a number from 1 to 65535");
        }
    }

    private OptionalInt ofInstance(int number) {
        return port.isPresent() && port.get() == number ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private Limits limits() {
        return value(StartOptions.MAX_MEMORY)
                .map(text ->
                        new Limits(OptionalLong.of(ByteSizes.parse(text)), OptionalInt.empty(), OptionalInt.empty()))
                .orElse(Limits.NONE);
    }

    private Recycling recycling() {
        var cron = value(StartOptions.CRON_RESTART)
                .filter(text -> !text.equals("0")) // pm2's way to say never
                .map(Cron::parse);
        return new Recycling(run.duration(StartOptions.MAX_AGE, false), Recycling.NEVER.jitter(), cron);
    }

    private void requireCheckFor(Option option) {
        if (run.given().has(option)) {
            throw new Refused(option.name() + " goes with a check, such as --health-http /live");
        }
    }

    private Optional<String> value(Option option) {
        return run.given().value(option);
    }
}
