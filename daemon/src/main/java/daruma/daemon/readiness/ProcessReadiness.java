package daruma.daemon.readiness;

import daruma.model.Incarnation;
import daruma.model.Readiness;
import daruma.process.notify.Notification;
import daruma.process.proc.ProcFs;
import daruma.process.spool.SpoolWatch;
import daruma.supervisor.lifecycle.Action.WatchReadiness;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.loop.ReadinessWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Watches real processes for readiness: what they open, and what they say. */
public final class ProcessReadiness implements ReadinessWatch, AutoCloseable {
    private final ReadinessPoller poller;
    private final SpoolWatch files;
    private final Function<Incarnation, List<Integer>> roots;
    private final Function<Incarnation, Path> runDirectory;
    private final Supplier<Instant> now;
    private final Map<Incarnation, SpoolWatch.Watch> words = new ConcurrentHashMap<>();

    /**
     * @param roots of the tree of an incarnation; empty if it is gone
     * @param events where news goes
     * @param now the supervisor's clock
     */
    public ProcessReadiness(
            ProcFs procFs,
            SpoolWatch files,
            Function<Incarnation, List<Integer>> roots,
            Function<Incarnation, Path> runDirectory,
            Consumer<InstanceEvent.About> events,
            Supplier<Instant> now) {
        this.files = files;
        this.roots = roots;
        this.runDirectory = runDirectory;
        this.now = now;
        this.poller = new ReadinessPoller(procFs, (incarnation, ready) -> {
            forgetWord(incarnation);
            events.accept(new InstanceEvent.BecameReady(incarnation, ready.how(), ready.port()));
        });
    }

    @Override
    public void watch(WatchReadiness request) {
        var incarnation = request.incarnation();
        var tree = roots.apply(incarnation);
        var age = Duration.between(request.launchedAt(), now.get());
        poller.watch(
                incarnation,
                request.readiness(),
                request.port(),
                tree.isEmpty() ? List.of((int) request.process().pid()) : tree,
                age);
        if (request.readiness().rule() == Readiness.Rule.NOTIFY) {
            var ready = runDirectory.apply(incarnation).resolve("ready");
            words.put(incarnation, files.onAppearance(ready, () -> poller.said(incarnation)));
        }
    }

    @Override
    public void forget(Incarnation incarnation) {
        poller.forget(incarnation);
        forgetWord(incarnation);
    }

    /** A program sent a message of sd_notify. */
    public void heard(Notification notification) {
        if (notification.ready() && notification.pid() > 0) {
            poller.said(notification.pid());
        }
    }

    @Override
    public void close() {
        poller.close();
    }

    private void forgetWord(Incarnation incarnation) {
        var watch = words.remove(incarnation);
        if (watch != null) {
            watch.cancel();
        }
    }
}
