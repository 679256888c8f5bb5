package daruma.daemon.command;

import daruma.model.Incarnation;
import daruma.model.InstanceStatus.Usage;
import daruma.process.proc.ProcFs;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads what trees use, when somebody asks: a machine nobody looks at is not measured. Readings younger than {@link
 * #FRESH} are used again, so that many askers cost as much as one.
 */
final class UsageMeter {
    static final Duration FRESH = Duration.ofMillis(250);

    private final ProcFs procFs;
    private final Map<Incarnation, Reading> readings = new HashMap<>();

    private record Reading(long nanos, long cpuTicks, Usage usage) {}

    UsageMeter(ProcFs procFs) {
        this.procFs = procFs;
    }

    /**
     * What a tree uses now.
     *
     * @param age of the incarnation, over which the CPU share of a first reading is taken
     */
    synchronized Usage read(Incarnation incarnation, List<Integer> roots, Duration age) {
        long now = System.nanoTime();
        var before = readings.get(incarnation);
        if (before != null && now - before.nanos() < FRESH.toNanos()) {
            return before.usage();
        }
        var tree = procFs.tree(roots);
        long ticks = before == null ? tree.cpuTicks() : tree.cpuTicks() - before.cpuTicks();
        double seconds = (before == null ? age.toNanos() : now - before.nanos()) / 1e9;
        // A member that ended takes its time with it.
        double percent = seconds <= 0 ? 0 : Math.max(0, ticks) * 100.0 / procFs.ticksPerSecond() / seconds;
        // The shim at the root is not one of the app's processes.
        var usage = new Usage(
                Math.round(percent * 10) / 10.0, tree.rssBytes(), tree.pids().size(), Instant.now());
        readings.put(incarnation, new Reading(now, tree.cpuTicks(), usage));
        return usage;
    }

    /** Forgets all but these. */
    synchronized void retain(Set<Incarnation> living) {
        readings.keySet().retainAll(living);
    }
}
