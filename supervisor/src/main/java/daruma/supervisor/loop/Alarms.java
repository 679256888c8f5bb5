package daruma.supervisor.loop;

import daruma.model.InstanceId;
import daruma.supervisor.lifecycle.Instance;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** When which instance is to be looked at again even if nothing happens. One time for each, as its state says. */
final class Alarms {
    private final TreeSet<Alarm> alarms =
            new TreeSet<>(Comparator.comparing(Alarm::at).thenComparing(Alarm::instance));

    /** An instance and its time. */
    record Alarm(Instant at, InstanceId instance) {}

    /** @param after empty (null): it is gone */
    void move(@Nullable Instance before, @Nullable Instance after) {
        var old = of(before);
        var next = of(after);
        if (!old.equals(next)) {
            old.ifPresent(alarms::remove);
            next.ifPresent(alarms::add);
        }
    }

    Optional<Instant> next() {
        return alarms.isEmpty() ? Optional.empty() : Optional.of(alarms.first().at());
    }

    /** The first whose time has come. */
    Optional<InstanceId> due(Instant now) {
        return alarms.isEmpty() || alarms.first().at().isAfter(now)
                ? Optional.empty()
                : Optional.of(alarms.first().instance());
    }

    private static Optional<Alarm> of(@Nullable Instance instance) {
        return instance == null ? Optional.empty() : instance.state().wakeAt().map(at -> new Alarm(at, instance.id()));
    }
}
