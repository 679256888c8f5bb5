package daruma.traffic;

import daruma.control.traffic.BalancerReply;
import daruma.model.AppName;
import daruma.model.Event;
import daruma.model.Incarnation;
import daruma.model.traffic.EndpointState;
import daruma.model.traffic.Route;
import daruma.model.traffic.TrafficTable;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.Told;
import daruma.supervisor.loop.Observed;
import daruma.supervisor.loop.TrafficPort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the balancer what is published, from one thread of its own: always the newest, and again when it is in doubt. Starts the
 * balancer's process with the first route, and ends it with the last.
 */
public final class BalancedTraffic implements TrafficPort, AutoCloseable {
    private static final Duration APPLY = Duration.ofSeconds(5);
    private static final Duration BEGINNING = Duration.ofSeconds(20);
    /** Longer than what an instance waits for its requests: it goes on by itself then. */
    private static final Duration IDLE = Duration.ofHours(1);

    private static final long LOOK_AGAIN_SECONDS = 5;
    private static final long LOOK_NANOS = 5_000_000;

    private final BalancerProcess process;
    private final Consumer<InstanceEvent.About> news;
    private final BiConsumer<AppName, Told> remark;
    private final Executor work;
    private final Semaphore changed = new Semaphore(0);
    private final Set<Incarnation> draining = ConcurrentHashMap.newKeySet();
    private volatile List<Route> wanted = List.of();
    private volatile @Nullable String trouble;
    private volatile @Nullable Thread thread;
    private volatile boolean closed;

    // ---- written by the thread only ----
    private volatile List<Route> inForce = List.of();
    private final Map<AppName, String> refused = new ConcurrentHashMap<>();
    private boolean begun;
    private long revision;

    /**
     * Publishes nothing yet.
     *
     * @param holder the holder's program, if there is one
     * @param program what starts the balancer
     * @param directory short, because sockets lie in it
     * @param news gets {@link InstanceEvent.Drained}
     * @param remark gets what people should know about an app
     * @param work runs what blocks
     */
    public BalancedTraffic(
            Optional<Path> holder,
            Path program,
            Path directory,
            Path logs,
            Consumer<InstanceEvent.About> news,
            BiConsumer<AppName, Told> remark,
            Executor work) {
        this.process = new BalancerProcess(holder, program, directory, logs);
        this.news = news;
        this.remark = remark;
        this.work = work;
    }

    /** Begins to tell; what an earlier daemon had told is in force until then. */
    public void begin() {
        thread = Thread.ofPlatform().name("traffic").daemon().start(this::run);
    }

    /** To be called with each publication; quick. */
    public void observed(Observed observed) {
        var routes = Routes.of(observed);
        if (!routes.equals(wanted)) {
            wanted = routes;
            changed.release();
        }
    }

    @Override
    public void drain(Incarnation incarnation) {
        draining.add(incarnation);
        changed.release();
    }

    /**
     * Waits until an app is reachable at its published port, if it has one.
     *
     * @return why it is not, for people; empty: it is, or it has none
     */
    public Optional<String> unreachable(AppName app) {
        var until = System.nanoTime() + BEGINNING.toNanos();
        while (wanted.stream().anyMatch(route -> route.frontend().app().equals(app))) {
            var problem = refused.get(app);
            if (problem != null) {
                return Optional.of(problem);
            }
            if (inForce.stream().anyMatch(route -> route.frontend().app().equals(app) && canServe(route))) {
                return Optional.empty();
            }
            if (System.nanoTime() - until > 0) {
                return Optional.of(Optional.ofNullable(trouble).orElse("the balancer has not taken it up yet"));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return Optional.empty();
    }

    private static boolean canServe(Route route) {
        return route.endpoints().stream().anyMatch(it -> it.state() == EndpointState.READY);
    }

    /** Tells no more. With nothing to be published the balancer ends, too; otherwise it goes on by itself. Waits for it. */
    @Override
    public void close() {
        closed = true;
        changed.release();
        try {
            var it = thread;
            if (it != null) {
                it.join(APPLY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        begun = process.answers();
        var first = begun;
        while (true) {
            try {
                if (closed && (!begun || !wanted.isEmpty())) {
                    return;
                }
                if (!first && !closed) {
                    await();
                }
                first = false;
                tell(wanted);
                trouble = null;
            } catch (IOException e) {
                if (closed) {
                    return;
                }
                trouble = String.valueOf(e.getMessage());
                nobodyKnows();
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    /** Until something changes; while there is a balancer it is looked after now and then as well. */
    private void await() throws InterruptedException {
        if (!begun && wanted.isEmpty()) {
            changed.acquire();
        } else if (!changed.tryAcquire(LOOK_AGAIN_SECONDS, TimeUnit.SECONDS)) {
            return;
        }
        changed.drainPermits();
    }

    private void tell(List<Route> routes) throws IOException, InterruptedException {
        if (routes.isEmpty() && begun) {
            apply(List.of());
            answerDrains();
            process.end();
            begun = false;
            return;
        }
        if (!routes.isEmpty() && (!routes.equals(inForce) || !refused.isEmpty() || !process.answers())) {
            process.begin(BEGINNING);
            begun = true;
            if (!apply(routes)) {
                applyWhatCanBe(routes);
            } else {
                refused.clear();
            }
        }
        answerDrains();
    }

    /** Whether all of it is in force. */
    private boolean apply(List<Route> routes) throws IOException {
        return switch (process.client().apply(new TrafficTable(++revision, routes), APPLY)) {
            case BalancerReply.Answered<Long> _ -> {
                inForce = routes;
                yield true;
            }
            case BalancerReply.Declined<Long> _ -> false;
            case BalancerReply.Silent<Long>(var why) -> throw new IOException(why);
        };
    }

    /** One that cannot be published must not keep the others from it. */
    private void applyWhatCanBe(List<Route> routes) throws IOException {
        var good = new ArrayList<Route>();
        var known = new HashSet<AppName>();
        for (var route : routes) {
            good.add(route);
            var app = route.frontend().app();
            known.add(app);
            switch (process.client().apply(new TrafficTable(++revision, good), APPLY)) {
                case BalancerReply.Answered<Long> _ -> refused.remove(app);
                case BalancerReply.Declined<Long>(var _, var message) -> {
                    good.removeLast();
                    if (!message.equals(refused.put(app, message))) {
                        remark.accept(app, notPublished(route, message));
                    }
                }
                case BalancerReply.Silent<Long>(var why) -> throw new IOException(why);
            }
        }
        refused.keySet().retainAll(known);
        inForce = List.copyOf(good);
    }

    private static Told notPublished(Route route, String message) {
        return new Told(
                Event.Type.WARNING,
                "NotPublished",
                0,
                "not reachable at " + route.frontend().listen() + ": " + message,
                message,
                "a port is published by the balancer",
                "try again each " + LOOK_AGAIN_SECONDS + " s");
    }

    private void answerDrains() {
        for (var incarnation : Set.copyOf(draining)) {
            var state = inForce.stream()
                    .flatMap(route -> route.endpoints().stream())
                    .filter(endpoint -> endpoint.incarnation().equals(incarnation))
                    .map(endpoint -> endpoint.state())
                    .findFirst();
            // As long as it is told to be ready, the word that it is not is still on its way.
            if (state.isEmpty() || state.get() == EndpointState.DRAINING) {
                draining.remove(incarnation);
                work.execute(() -> await(incarnation));
            }
        }
    }

    private void await(Incarnation incarnation) {
        var how = switch (process.client().awaitIdle(incarnation, IDLE)) {
            case BalancerReply.Answered<Integer> _ -> "no request is under way";
            case BalancerReply.Declined<Integer>(var _, var message) -> message;
            case BalancerReply.Silent<Integer>(var why) -> why;
        };
        news.accept(new InstanceEvent.Drained(incarnation, how));
    }

    /** Whoever waits is not to wait for somebody who does not answer. */
    private void nobodyKnows() {
        for (var incarnation : Set.copyOf(draining)) {
            draining.remove(incarnation);
            news.accept(
                    new InstanceEvent.Drained(incarnation, trouble == null ? "the balancer does not answer" : trouble));
        }
    }
}
