package daruma.balancer.route;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What is counted at a frontend; the words are those of {@link daruma.model.traffic.FrontendFigures}. For any thread. */
public final class RouteCounters {
    public final LongAdder requests = new LongAdder();
    public final AtomicInteger inFlight = new AtomicInteger();
    public final AtomicInteger connections = new AtomicInteger();
    public final LongAdder accepted = new LongAdder();
    public final AtomicInteger waiting = new AtomicInteger();
    public final LongAdder malformed = new LongAdder();
    public final LongAdder unavailable = new LongAdder();
    public final LongAdder failed = new LongAdder();
    public final LongAdder timedOut = new LongAdder();
    public final LongAdder cut = new LongAdder();
    public final LongAdder gone = new LongAdder();
    public final LongAdder retries = new LongAdder();
    public final Histogram latency = new Histogram();
}
