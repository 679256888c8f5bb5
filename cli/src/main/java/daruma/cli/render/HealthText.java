package daruma.cli.render;

import daruma.cli.terminal.Sizes;
import daruma.model.AppSpec;
import daruma.model.Durations;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;
import java.util.TreeMap;

/** What was declared about health and relations, as fields of a description; what is as it is by default is left out. */
final class HealthText {
    private HealthText() {}

    static Map<String, String> fields(AppSpec spec) {
        var fields = new LinkedHashMap<String, String>();
        var health = spec.health();
        put(fields, "Startup", health.startup().map(HealthText::probe));
        put(fields, "Ready if", health.readiness().map(HealthText::probe));
        put(fields, "Alive if", health.liveness().map(HealthText::probe));
        put(fields, "Watchdog", health.watchdog().map(span -> "a word each " + Durations.format(span)));
        if (!health.watchForHangs()) {
            fields.put("Hangs", "not watched for");
        }
        var limits = new StringJoiner(", ");
        health.limits().memoryBytes().ifPresent(bytes -> limits.add("memory " + Sizes.of(bytes)));
        health.limits().cpuPercent().ifPresent(percent -> limits.add("CPU " + percent + "% of a core"));
        health.limits().tasks().ifPresent(tasks -> limits.add(tasks + " tasks"));
        put(fields, "Limits", Optional.of(limits.toString()).filter(text -> !text.isEmpty()));
        put(fields, "Max age", health.recycling().maxAge().map(Durations::format));
        put(fields, "Schedule", health.recycling().cron().map(cron -> "restart at \"" + cron + "\""));
        var evidence = new StringJoiner(", ");
        if (health.evidence().core()) {
            evidence.add("core dumps");
        }
        if (health.evidence().heapDumpOnOom()) {
            evidence.add("heap dump when out of memory");
        }
        put(fields, "Evidence", Optional.of(evidence.toString()).filter(text -> !text.isEmpty()));
        var needs = new TreeMap<String, String>();
        spec.dependencies()
                .on()
                .forEach((app, condition) ->
                        needs.put(app.value(), app + " (" + condition.name().toLowerCase(Locale.ROOT) + ")"));
        put(fields, "Needs", Optional.of(String.join(", ", needs.values())).filter(text -> !text.isEmpty()));
        put(
                fields,
                "Group",
                spec.dependencies()
                        .group()
                        .map(group -> group.name() + ", place " + (group.position() + 1) + ", "
                                + group.strategy().name().toLowerCase(Locale.ROOT) + ", at most " + group.intensity()
                                + " restarts in " + Durations.format(group.period())));
        return fields;
    }

    private static void put(Map<String, String> fields, String name, Optional<String> value) {
        value.ifPresent(text -> fields.put(name, text));
    }

    static String probe(Probe probe) {
        return check(probe.check()) + " each " + Durations.format(probe.period()) + ", within "
                + Durations.format(probe.timeout()) + "; " + probe.failureThreshold() + " failures count"
                + (probe.initialDelay().isZero() ? "" : "; from " + Durations.format(probe.initialDelay()) + " on");
    }

    private static String check(ProbeCheck check) {
        return switch (check) {
            case ProbeCheck.Http(var port, var path, var _, var tls) ->
                (tls ? "https" : "http") + " GET " + path + port(port);
            case ProbeCheck.Tcp(var port) -> "tcp" + port(port);
            case ProbeCheck.Exec(var argv) -> "exec " + String.join(" ", argv);
            case ProbeCheck.Grpc(var port, var service) ->
                "grpc health" + (service.isEmpty() ? "" : " of " + service) + port(port);
            case ProbeCheck.Log(var pattern) -> "a line with /" + pattern + "/";
        };
    }

    private static String port(OptionalInt port) {
        return port.isPresent() ? " on port " + port.getAsInt() : "";
    }
}
