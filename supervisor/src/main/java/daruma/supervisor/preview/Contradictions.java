package daruma.supervisor.preview;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Dependencies;
import daruma.model.Durations;
import daruma.model.Probe;
import daruma.model.ProgramKind;
import daruma.model.Readiness;
import daruma.model.RestartMode;
import daruma.model.Rlimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Settings that are valid each by itself, and cannot do together what they say: a limit that cannot fire, a probe that is
 * stricter than the one that should come first. Each sentence names the settings by their keys in {@code daruma.yaml}.
 */
public final class Contradictions {
    private final List<String> found = new ArrayList<>();
    private final AppSpec spec;
    private final Map<AppName, AppSpec> others;
    private final Machine machine;

    /** What there is at most; empty where it is not known. */
    public record Machine(OptionalLong memoryBytes, int processors) {}

    private Contradictions(AppSpec spec, Map<AppName, AppSpec> others, Machine machine) {
        this.spec = spec;
        this.others = others;
        this.machine = machine;
    }

    /**
     * Those of one app.
     *
     * @param among the apps that are declared together with it
     */
    public static List<String> of(AppSpec spec, List<AppSpec> among, Machine machine) {
        var others = new HashMap<AppName, AppSpec>();
        among.forEach(app -> others.put(app.name(), app));
        var contradictions = new Contradictions(spec, others, machine);
        contradictions.probes();
        contradictions.stopping();
        contradictions.limits();
        contradictions.recycling();
        contradictions.restarting();
        contradictions.evidence();
        contradictions.dependencies();
        return List.copyOf(contradictions.found);
    }

    private void probes() {
        var health = spec.health();
        each("startupProbe", health.startup());
        each("livenessProbe", health.liveness());
        each("readinessProbe", health.readiness());
        health.liveness().ifPresent(this::liveness);
        if (spec.readiness().deadline().compareTo(Readiness.DEFAULT.deadline()) != 0) {
            health.startup()
                    .filter(startup ->
                            allowance(startup).compareTo(spec.readiness().deadline()) > 0)
                    .ifPresent(startup -> found.add("startupProbe allows " + text(allowance(startup))
                            + " to come up, but listenTimeout ends the start after "
                            + text(spec.readiness().deadline())));
        }
    }

    private void liveness(Probe liveness) {
        spec.health()
                .readiness()
                .filter(readiness -> liveness.patience().compareTo(readiness.patience()) <= 0)
                .ifPresent(readiness -> found.add("livenessProbe is stricter than readinessProbe: it restarts after "
                        + text(liveness.patience()) + " of failures, and only after " + text(readiness.patience())
                        + " the instance would be taken out of service"));
        var reach = liveness.initialDelay().plus(liveness.patience());
        if (spec.health().startup().isEmpty()
                && !spec.readiness().deadline().equals(Readiness.DEFAULT.deadline())
                && reach.compareTo(spec.readiness().deadline()) < 0) {
            found.add("listenTimeout allows " + text(spec.readiness().deadline())
                    + " to come up, but livenessProbe restarts after " + text(reach)
                    + "; declare a startupProbe, or a longer initialDelaySeconds");
        }
    }

    private void each(String key, Optional<Probe> declared) {
        if (declared.isEmpty()) {
            return;
        }
        var probe = declared.get();
        if (probe.timeout().compareTo(probe.period()) > 0) {
            found.add(key + ": a check may take " + text(probe.timeout()) + ", longer than the " + text(probe.period())
                    + " from one to the next: checks come later than periodSeconds says");
        }
        probe.grace()
                .filter(grace -> grace.compareTo(spec.stop().grace()) > 0)
                .ifPresent(grace -> found.add(key + ": a sick instance gets " + text(grace)
                        + " to end, more than a healthy one (stopGracePeriod "
                        + text(spec.stop().grace()) + ")"));
    }

    private void stopping() {
        var grace = spec.stop().grace();
        if (grace.isZero()) {
            found.add("stopGracePeriod is 0s: the program is killed before it can act on "
                    + spec.stop().signal());
            return;
        }
        spec.health()
                .readiness()
                .filter(probe -> grace.compareTo(probe.timeout()) < 0)
                .ifPresent(probe -> found.add("stopGracePeriod is " + text(grace) + ", shorter than one check of"
                        + " readinessProbe (" + text(probe.timeout())
                        + "): an instance is killed before anybody can see that it drains"));
    }

    private void limits() {
        var limits = spec.health().limits();
        var memory = limits.memoryBytes();
        if (memory.isPresent()) {
            machine.memoryBytes().ifPresent(all -> {
                if (memory.getAsLong() >= all) {
                    found.add("limits.memory (" + mebibytes(memory.getAsLong()) + ") cannot fire: the machine has "
                            + mebibytes(all));
                }
            });
            rlimit("as")
                    .filter(most -> most <= memory.getAsLong())
                    .ifPresent(most -> found.add("limits.memory (" + mebibytes(memory.getAsLong())
                            + ") cannot fire: ulimits.as allows each process only " + mebibytes(most)
                            + " of addresses"));
        }
        limits.cpuPercent().ifPresent(percent -> {
            if (percent > machine.processors() * 100) {
                found.add("limits.cpu (" + percent / 100.0 + ") cannot fire: the machine has " + machine.processors()
                        + " processors");
            }
        });
        limits.tasks()
                .ifPresent(tasks -> rlimit("nproc")
                        .filter(most -> most < tasks)
                        .ifPresent(most -> found.add(
                                "limits.tasks (" + tasks + ") cannot fire: ulimits.nproc allows only " + most)));
    }

    private void recycling() {
        spec.health().recycling().maxAge().ifPresent(age -> {
            if (age.compareTo(spec.readiness().settle()) <= 0
                    || spec.health()
                            .startup()
                            .filter(startup -> allowance(startup).compareTo(age) > 0)
                            .isPresent()) {
                found.add("maxAge is " + text(age) + ": an instance may be replaced before it is ready");
            }
            if (spec.restart().backoff().reset().compareTo(age) > 0) {
                found.add("maxAge (" + text(age) + ") is shorter than backoff.reset ("
                        + text(spec.restart().backoff().reset()) + "): waits after deaths never start over");
            }
        });
    }

    private void restarting() {
        var restart = spec.restart();
        if (restart.mode() == RestartMode.NEVER) {
            if (restart.giveUpAfter().isPresent()) {
                found.add("maxRestarts cannot be reached: restart is never");
            }
            if (!restart.stopExitCodes().isEmpty()) {
                found.add("stopExitCodes change nothing: restart is never");
            }
            return;
        }
        var rule = restart.crashLoop();
        var fastest = waits(rule.deaths());
        if (fastest.compareTo(rule.within()) > 0) {
            found.add("crashLoop.deaths cannot fire: " + rule.deaths() + " deaths within " + text(rule.within())
                    + " are impossible, as the waits between them alone take " + text(fastest));
        }
        restart.giveUpAfter().ifPresent(most -> {
            if (most > 0 && most + 1 < rule.deaths() && waits(most + 2).compareTo(rule.within()) <= 0) {
                found.add("crashLoop.deaths (" + rule.deaths() + ") cannot be reached in a burst: maxRestarts gives up"
                        + " after " + most);
            }
        });
    }

    /** The least that the waits between so many deaths in a row take. */
    private Duration waits(int deaths) {
        var backoff = spec.restart().backoff();
        var all = backoff.first();
        var wait = (double) backoff.initial().toMillis();
        for (var restart = 2; restart < deaths && all.compareTo(Duration.ofDays(1)) < 0; restart++) {
            all = all.plusMillis((long) (Math.min(wait, (double) backoff.max().toMillis()) * (1 - backoff.jitter())));
            wait *= backoff.factor();
        }
        return all;
    }

    private void evidence() {
        var evidence = spec.health().evidence();
        var kind = spec.command().kind();
        if (evidence.core() && rlimit("core").filter(most -> most == 0).isPresent()) {
            found.add("core is true, and ulimits.core is 0: no core dump is ever written");
        }
        if (evidence.heapDumpOnOom()
                && kind != ProgramKind.JAVA
                && kind != ProgramKind.NODE
                && kind != ProgramKind.BINARY) {
            found.add("heapDumpOnOom changes nothing: only the JVM and Node write heaps to disk");
        }
    }

    private void dependencies() {
        spec.dependencies().on().forEach((name, condition) -> {
            var other = others.get(name);
            if (other != null
                    && condition == Dependencies.Condition.COMPLETED
                    && other.restart().mode() == RestartMode.ALWAYS
                    && !other.restart().stopExitCodes().contains(0)) {
                found.add("it waits until \"" + name + "\" has completed, but \"" + name
                        + "\" is restarted whenever it ends; give it restart: on-failure");
            }
        });
    }

    private Optional<Long> rlimit(String name) {
        return spec.process().limits().stream()
                .filter(limit -> limit.name().equals(name) && limit.soft() != Rlimit.UNLIMITED)
                .map(Rlimit::soft)
                .findFirst();
    }

    private static Duration allowance(Probe probe) {
        return probe.initialDelay().plus(probe.period().multipliedBy(probe.failureThreshold()));
    }

    private static String mebibytes(long bytes) {
        return bytes / (1 << 20) + " MiB";
    }

    private static String text(Duration duration) {
        return Durations.format(duration);
    }
}
