package daruma.probes.limit;

import daruma.model.Limits;
import daruma.supervisor.health.Ailment;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether what a tree uses is too much. Pure. One reading above a limit may be a moment's peak; a second one is not.
 *
 * @param peakBytes most that was seen
 * @param memoryOver how many readings in a row were above the limit
 * @param tasksOver the same of tasks
 */
record UsageRule(Limits limits, long peakBytes, int memoryOver, int tasksOver) {
    static final int READINGS = 2;

    static UsageRule of(Limits limits) {
        return new UsageRule(limits, 0, 0, 0);
    }

    /** Something that is too much. */
    record Excess(Ailment ailment, String cause, String rule) {}

    UsageRule after(long bytes, int tasks) {
        boolean memory =
                limits.memoryBytes().isPresent() && bytes > limits.memoryBytes().getAsLong();
        boolean many = limits.tasks().isPresent() && tasks > limits.tasks().getAsInt();
        return new UsageRule(limits, Math.max(peakBytes, bytes), memory ? memoryOver + 1 : 0, many ? tasksOver + 1 : 0);
    }

    Optional<Excess> excess(long bytes, int tasks) {
        if (memoryOver >= READINGS) {
            return Optional.of(new Excess(
                    Ailment.MEMORY_LIMIT,
                    "it uses " + size(bytes) + " of memory with all its processes, peak " + size(peakBytes),
                    "memory limit " + size(limits.memoryBytes().orElseThrow()) + ", " + READINGS
                            + " readings in a row, one each second"));
        }
        if (tasksOver >= READINGS) {
            return Optional.of(new Excess(
                    Ailment.TASK_LIMIT,
                    "it has " + tasks + " processes and threads",
                    "limit of " + limits.tasks().orElseThrow() + " tasks, " + READINGS
                            + " readings in a row, one each second"));
        }
        return Optional.empty();
    }

    static String size(long bytes) {
        return bytes < 1L << 30
                ? String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024)
                : String.format(Locale.ROOT, "%.2f GiB", bytes / 1024.0 / 1024 / 1024);
    }
}
