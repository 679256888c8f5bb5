package daruma.daemon;

import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.loop.SupervisorLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands news about processes to the supervisor, and keeps what comes before there is one: a process that was adopted may
 * end while the daemon is still looking for the others.
 */
final class EarlyNews {
    private final List<InstanceEvent.About> early = new ArrayList<>();
    private volatile @Nullable SupervisorLoop loop;

    void post(InstanceEvent.About event) {
        var open = loop;
        if (open == null) {
            synchronized (early) {
                open = loop;
                if (open == null) {
                    early.add(event);
                    return;
                }
            }
        }
        open.post(event);
    }

    /** From now on, to this one. To be called once. */
    void open(SupervisorLoop supervisor) {
        synchronized (early) {
            early.forEach(supervisor::post);
            early.clear();
            loop = supervisor;
        }
    }
}
