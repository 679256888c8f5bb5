package daruma.probes.readiness;

import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Readiness;
import daruma.probes.check.UsualPaths;
import daruma.probes.time.Deadline;
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
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Watches real processes for readiness: what they open, and what they say. */
public final class ProcessReadiness implements ReadinessWatch, AutoCloseable {
    /** For all of them together: a server that says nothing for so long is taken by its port. */
    private static final Duration USUAL_PATHS = Duration.ofMillis(500);

    private static final Duration NOT_YET_PAUSE = Duration.ofMillis(250);

    private final ReadinessPoller poller;
    private final SpoolWatch files;
    private final Function<Incarnation, List<Integer>> roots;
    private final Function<Incarnation, Path> runDirectory;
    private final Supplier<Instant> now;
    private final IntPredicate held;
    private final Consumer<InstanceEvent.About> events;
    /** Those that are watched, with what counts for them. */
    private final Map<Incarnation, Readiness.Rule> watched = new ConcurrentHashMap<>();

    /** What was said while nobody watched for it: the last word of each slot. */
    private final Map<InstanceId, Early> early = new ConcurrentHashMap<>();

    private record Early(Incarnation incarnation, boolean ready) {}

    private final Map<Incarnation, SpoolWatch.Watch> words = new ConcurrentHashMap<>();
    private final Map<Incarnation, SpoolWatch.Watch> descriptors = new ConcurrentHashMap<>();

    /**
     * @param roots of the tree of an incarnation; empty if it is gone
     * @param events where news goes
     * @param now the supervisor's clock
     * @param probed whether probes were declared that decide about the readiness of an incarnation
     * @param held whether the socket of a port is held by us and handed to programs
     */
    public ProcessReadiness(
            ProcFs procFs,
            SpoolWatch files,
            Function<Incarnation, List<Integer>> roots,
            Function<Incarnation, Path> runDirectory,
            Consumer<InstanceEvent.About> events,
            Supplier<Instant> now,
            Predicate<Incarnation> probed,
            IntPredicate held) {
        this.events = events;
        this.files = files;
        this.roots = roots;
        this.runDirectory = runDirectory;
        this.now = now;
        this.held = held;
        this.poller = new ReadinessPoller(procFs, (incarnation, ready) -> {
            forgetWord(incarnation);
            if (ready.port().isPresent()
                    && !ready.said()
                    && watched.get(incarnation) == Readiness.Rule.AUTO
                    && !held.test(ready.port().getAsInt()) // whoever shares it might answer
                    && !probed.test(incarnation)) {
                Thread.ofVirtual().name("usual-paths").start(() -> askUsualPaths(incarnation, ready));
            } else {
                tell(incarnation, ready.how(), ready.port());
            }
        });
    }

    @Override
    public void watch(WatchReadiness request) {
        var incarnation = request.incarnation();
        watched.put(incarnation, request.readiness().rule());
        var tree = roots.apply(incarnation);
        boolean shared = request.port().isPresent() && held.test(request.port().getAsInt());
        var age = Duration.between(request.launchedAt(), now.get());
        poller.watch(
                incarnation,
                request.readiness(),
                request.port(),
                shared,
                tree.isEmpty() ? List.of((int) request.process().pid()) : tree,
                age);
        var word = early.remove(incarnation.instance());
        if (word != null && word.incarnation().equals(incarnation)) {
            heard(incarnation, word.ready());
        }
        if (shared || request.readiness().rule() == Readiness.Rule.NOTIFY) {
            var ready = runDirectory.apply(incarnation).resolve("ready");
            words.put(incarnation, files.onAppearance(ready, () -> poller.said(incarnation)));
        }
        present(incarnation, request.readiness().rule());
    }

    /** It is there: what it writes to its descriptor is read until it is {@link #gone}, ready or not. */
    public void present(Incarnation incarnation, Readiness.Rule rule) {
        if (rule == Readiness.Rule.NEWLINE) {
            var file = runDirectory.apply(incarnation).resolve(FirstNewline.FILE);
            descriptors.computeIfAbsent(
                    incarnation, _ -> FirstNewline.watch(files, file, () -> poller.said(incarnation)));
        }
    }

    public void gone(Incarnation incarnation) {
        var watch = descriptors.remove(incarnation);
        if (watch != null) {
            watch.cancel();
        }
    }

    @Override
    public void forget(Incarnation incarnation) {
        watched.remove(incarnation);
        poller.forget(incarnation);
        forgetWord(incarnation);
    }

    /** A process of this incarnation said something; maybe before the order to watch it has come. */
    public void heard(Incarnation incarnation, Notification said) {
        if (!said.ready() && !said.notReady()) {
            return;
        }
        if (watched.containsKey(incarnation)) {
            heard(incarnation, said.ready());
        } else {
            early.put(incarnation.instance(), new Early(incarnation, said.ready()));
        }
    }

    private void heard(Incarnation incarnation, boolean ready) {
        if (ready) {
            poller.said(incarnation);
        } else {
            poller.promised(incarnation);
        }
    }

    @Override
    public void close() {
        poller.close();
    }

    private void tell(Incarnation incarnation, String how, OptionalInt port) {
        events.accept(new InstanceEvent.BecameReady(incarnation, how, port));
    }

    /** It listens and nobody said what to ask it: where it says by convention that it is not ready yet, it is waited for. */
    private void askUsualPaths(Incarnation incarnation, ReadinessRule.Ready listens) {
        try {
            while (watched.containsKey(incarnation)) {
                switch (UsualPaths.ask(listens.port().orElseThrow(), Deadline.in(USUAL_PATHS))) {
                    case UsualPaths.Finding.Ready(var path) -> {
                        tell(incarnation, listens.how() + ", answers on " + path, listens.port());
                        return;
                    }
                    case UsualPaths.Finding.Silent() -> {
                        tell(incarnation, listens.how(), listens.port());
                        return;
                    }
                    case UsualPaths.Finding.NotYet _ -> Thread.sleep(NOT_YET_PAUSE);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void forgetWord(Incarnation incarnation) {
        var watch = words.remove(incarnation);
        if (watch != null) {
            watch.cancel();
        }
    }
}
