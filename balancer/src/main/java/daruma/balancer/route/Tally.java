package daruma.balancer.route;

import java.util.concurrent.atomic.LongAdder;

/** What is counted of an endpoint for each request, apart for each event loop, so that they do not get in each other's way. */
final class Tally {
    final LongAdder requests = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();
}
