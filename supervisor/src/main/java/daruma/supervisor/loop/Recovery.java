package daruma.supervisor.loop;

import daruma.model.AppName;
import daruma.model.DesiredApp;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.InstanceMemory;
import java.util.Collection;
import java.util.List;
import java.util.Map;

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

    /** Of a home in which nothing ever happened. */
    public static Recovery blank() {
        return new Recovery(Map.of(), List.of(), List.of(), 0);
    }
}
