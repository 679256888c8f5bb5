package daruma.daemon.launch;

import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.InstanceMemory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a daemon that comes back finds in the run directories.
 *
 * @param found for the supervisor
 * @param launched what the incarnations that were found were launched for
 */
public record Takeover(List<InstanceEvent.Found> found, List<DesiredApp> launched) {
    private static final Logger LOG = System.getLogger(Takeover.class.getName());
    /** Whoever has left strays takes as long as their grace; everybody else answers at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    public Takeover {
        found = List.copyOf(found);
        launched = List.copyOf(launched);
    }

    /** How many processes were found alive. */
    public int alive() {
        return (int) found.stream()
                .filter(event -> event instanceof InstanceEvent.Adopted)
                .count();
    }

    /** Looks, and takes over what lives. */
    public static Takeover of(
            RunDirectories directories, ShimLauncher launcher, Map<InstanceId, InstanceMemory> memories)
            throws InterruptedException {
        var incarnations = directories.scan();
        var newest = new HashMap<InstanceId, Incarnation>();
        incarnations.forEach(incarnation ->
                newest.merge(incarnation.instance(), incarnation, (a, b) -> a.compareTo(b) >= 0 ? a : b));
        var records = new ArrayList<LaunchRecord>();
        for (var incarnation : incarnations) {
            if (isOnRecord(incarnation, memories)) {
                launcher.discard(incarnation);
                continue;
            }
            // Without a launch record no shim was ever started in it: that is written first.
            LaunchRecord.readFrom(directories.of(incarnation), incarnation)
                    .ifPresentOrElse(records::add, () -> directories.remove(incarnation));
        }
        var found = new ArrayList<InstanceEvent.Found>();
        var open = new CountDownLatch(records.size());
        for (var record : records) {
            boolean isNewest =
                    record.incarnation().equals(newest.get(record.incarnation().instance()));
            launcher.adopt(record, isNewest, event -> {
                synchronized (found) {
                    found.add(event);
                }
                open.countDown();
            });
        }
        if (!open.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.log(Level.WARNING, "{0} incarnations have not been accounted for yet", open.getCount());
        }
        synchronized (found) {
            return new Takeover(found, records.stream().map(LaunchRecord::app).toList());
        }
    }

    private static boolean isOnRecord(Incarnation incarnation, Map<InstanceId, InstanceMemory> memories) {
        var memory = memories.get(incarnation.instance());
        return memory != null
                && memory.lastExit()
                        .map(exit -> exit.incarnation().number() >= incarnation.number())
                        .orElse(false);
    }
}
