package daruma.supervisor.loop;

import daruma.model.AppName;
import daruma.model.DesiredApp;
import daruma.model.ExitStatus;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.InstanceMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a daemon that comes back knows.
 *
 * @param desired what should be true of each app
 * @param memories as read from the chronicle, the last of each instance
 * @param found what the run directories tell, in any order: {@link InstanceEvent.Adopted} for each process that lives,
 *     {@link InstanceEvent.Ended} for each that does not; ends that are remembered already do no harm. Of what is
 *     remembered as alive and not found at all, the machine has taken everything
 * @param lastEventId the highest id in the chronicle; 0 if there is none
 */
public record Recovery(
        Map<AppName, DesiredApp> desired,
        Collection<InstanceMemory> memories,
        List<InstanceEvent.Found> found,
        long lastEventId) {
    public Recovery {
        desired = Map.copyOf(desired);
        memories = List.copyOf(memories);
        found = List.copyOf(found);
    }

    /**
     * What was found, ends before beginnings: an end is always about an earlier launch than what lives. One that is followed
     * by another of its instance has been answered by the daemon before.
     */
    List<InstanceEvent.Found> inOrder() {
        var sorted = found.stream()
                .sorted(Comparator.comparing(InstanceEvent.Found::incarnation))
                .toList();
        var events = new ArrayList<InstanceEvent.Found>(sorted.size());
        for (var i = 0; i < sorted.size(); i++) {
            var one = sorted.get(i);
            var more = i + 1 < sorted.size()
                    && sorted.get(i + 1)
                            .incarnation()
                            .instance()
                            .equals(one.incarnation().instance());
            events.add(more && one instanceof InstanceEvent.Ended end ? new InstanceEvent.EndedBefore(end) : one);
        }
        return events;
    }

    /** Of what was alive and left no record, the machine must have taken everything: run directories go with it. */
    List<InstanceMemory> takenByTheMachine() {
        var accounted = found.stream().map(InstanceEvent.Found::incarnation).collect(Collectors.toSet());
        return memories.stream()
                .filter(memory -> memory.last().isPresent()
                        && !accounted.contains(memory.last().get()))
                .toList();
    }

    static InstanceEvent endWithTheMachine(InstanceMemory memory, Instant now) {
        var uptime = memory.lived()
                .map(life -> Duration.between(life.launchedAt(), now))
                .orElse(Duration.ZERO);
        var status = new ExitStatus.Unknown("it is gone with all its records, as after a restart of the machine");
        return new InstanceEvent.Ended(memory.last().orElseThrow(), status, uptime, now, true);
    }

    /** Of a home in which nothing ever happened. */
    public static Recovery blank() {
        return new Recovery(Map.of(), List.of(), List.of(), 0);
    }
}
