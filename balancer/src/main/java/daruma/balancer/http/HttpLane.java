package daruma.balancer.http;

import daruma.balancer.choice.RetryBudget;
import daruma.balancer.route.Backend;
import daruma.balancer.route.LiveRoute;
import daruma.balancer.route.RouteCounters;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop has for one frontend: its idle connections to endpoints, the requests that wait for one, its own
 * randomness and its own retry budget. Nothing here is shared, so that nothing is locked.
 */
final class HttpLane {
    /** So often it is looked whether one may be chosen again that was passed over. */
    private static final long LOOK_AGAIN_MILLIS = 20;

    /** Programs close connections that were idle for a while, Node after 5 s. We close first, and lose no request to it. */
    static final long IDLE_AT_MOST = TimeUnit.SECONDS.toNanos(4);

    /** A request that must not be sent twice goes only over a connection that was used just now, or over a new one. */
    static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private static final int IDLE_MOST = 256;
    private static final long LOOK_AT_CLIENTS_AT_MOST = TimeUnit.SECONDS.toNanos(1);

    /** Of the event loop, from 0. */
    final int index;

    final EventLoop loop;
    final LiveRoute route;
    final HttpService service;
    final RouteCounters counters;
    final HeadText text = new HeadText();
    final RequestHead request = new RequestHead();
    final ResponseHead response = new ResponseHead();
    final SplittableRandom random = new SplittableRandom();
    final RetryBudget budget = new RetryBudget();
    private final Bootstrap connecting;
    private final Map<Backend, ArrayDeque<Upstream>> idle = new HashMap<>();
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private final Set<HttpFront> fronts = new HashSet<>();
    private final Set<Channel> multiplexed = new HashSet<>();
    private long tick = System.nanoTime();
    private boolean watching;
    private boolean looking;
    private boolean sweeping;

    HttpLane(int index, EventLoop loop, HttpService service, Bootstrap connecting) {
        this.index = index;
        this.loop = loop;
        this.service = service;
        this.route = service.route();
        counters = route.newCounters();
        this.connecting = connecting.clone(loop);
    }

    /** When what is happening now began: one reading of the clock for everything that one event sets off. */
    long now() {
        return tick;
    }

    /** An event has come. */
    void touch() {
        tick = System.nanoTime();
    }

    /** An idle connection to an endpoint; null: there is none. */
    @Nullable
    Upstream takeIdle(Backend backend, boolean onlyFresh) {
        var stack = idle.get(backend);
        if (stack == null) {
            return null;
        }
        var now = now();
        while (!stack.isEmpty()) {
            // The last one first: it has been idle for the shortest time.
            var upstream = stack.peekLast();
            if (onlyFresh && upstream.idleFor(now) > FRESH) {
                return null;
            }
            stack.pollLast();
            if (upstream.isUsable(now)) {
                return upstream;
            }
            upstream.close();
        }
        return null;
    }

    void keep(Backend backend, Upstream upstream) {
        var stack = idle.computeIfAbsent(backend, _ -> new ArrayDeque<>());
        if (stack.size() >= IDLE_MOST) {
            upstream.close();
            return;
        }
        stack.addLast(upstream);
        if (!sweeping) {
            sweeping = true;
            loop.schedule(this::sweep, 1, TimeUnit.SECONDS);
        }
    }

    void forget(Backend backend, Upstream upstream) {
        var stack = idle.get(backend);
        if (stack != null) {
            stack.remove(upstream);
        }
    }

    /** Closes what was idle for too long. */
    private void sweep() {
        touch();
        var now = now();
        var left = false;
        for (Iterator<ArrayDeque<Upstream>> stacks = idle.values().iterator(); stacks.hasNext(); ) {
            var stack = stacks.next();
            while (!stack.isEmpty() && !stack.peekFirst().isUsable(now)) {
                stack.pollFirst().close();
            }
            if (stack.isEmpty()) {
                stacks.remove();
            } else {
                left = true;
            }
        }
        sweeping = left;
        if (left) {
            loop.schedule(this::sweep, 1, TimeUnit.SECONDS);
        }
    }

    Bootstrap connecting() {
        return connecting;
    }

    /** Lets a request wait for an endpoint; false: too many wait already. */
    boolean await(Exchange exchange) {
        var counter = route.counters().waiting;
        if (counter.incrementAndGet() > route.balancing().capacity().waiting()) {
            counter.decrementAndGet();
            return false;
        }
        waiting.addLast(exchange);
        lookAgainSoon();
        return true;
    }

    void stopWaiting(Exchange exchange) {
        if (waiting.remove(exchange)) {
            route.counters().waiting.decrementAndGet();
        }
    }

    int howManyWait() {
        return waiting.size();
    }

    /** A request has ended: if others wait because of a limit, one of them may go. */
    void roomAt() {
        if (!waiting.isEmpty()) {
            serveWaiting();
        }
    }

    /** The table has changed. */
    void changed() {
        for (var entry : new ArrayList<>(idle.entrySet())) {
            if (!entry.getKey().keepsConnections()) {
                idle.remove(entry.getKey());
                entry.getValue().forEach(Upstream::close);
            }
        }
        serveWaiting();
    }

    void joined(HttpFront front) {
        fronts.add(front);
        if (!watching) {
            watching = true;
            loop.schedule(this::watch, watchEvery(), TimeUnit.NANOSECONDS);
        }
    }

    private long watchEvery() {
        return Math.min(
                LOOK_AT_CLIENTS_AT_MOST, route.balancing().timeouts().idle().toNanos() / 4);
    }

    private void watch() {
        touch();
        for (var front : fronts.toArray(HttpFront[]::new)) {
            front.look(tick);
        }
        watching = !fronts.isEmpty();
        if (watching) {
            loop.schedule(this::watch, watchEvery(), TimeUnit.NANOSECONDS);
        }
    }

    void left(HttpFront front) {
        fronts.remove(front);
    }

    /** A connection of HTTP/2. */
    void joined(Channel connection) {
        multiplexed.add(connection);
    }

    void left(Channel connection) {
        multiplexed.remove(connection);
    }

    /** No connection is kept from now on. */
    void drain() {
        new ArrayList<>(fronts).forEach(HttpFront::drain);
        // Its codec says good-bye, and lets the streams that are under way come to their end.
        new ArrayList<>(multiplexed).forEach(Channel::close);
    }

    /** The frontend is served no more. */
    void close() {
        idle.values().forEach(it -> it.forEach(Upstream::close));
        idle.clear();
        for (var exchange : new ArrayList<>(waiting)) {
            stopWaiting(exchange);
            exchange.giveUp("it is published here no more");
        }
    }

    private void lookAgainSoon() {
        if (!looking) {
            looking = true;
            loop.schedule(this::lookAgain, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void lookAgain() {
        looking = false;
        serveWaiting();
    }

    private void serveWaiting() {
        touch();
        var now = now();
        // Those that come in meanwhile are not looked at: each is asked once.
        for (int left = waiting.size(); left > 0 && !waiting.isEmpty(); left--) {
            var exchange = waiting.pollFirst();
            route.counters().waiting.decrementAndGet();
            if (!exchange.goOn(now)) {
                // In the order in which they came.
                route.counters().waiting.incrementAndGet();
                waiting.addFirst(exchange);
                break;
            }
        }
        if (!waiting.isEmpty()) {
            lookAgainSoon();
        }
    }
}
