package daruma.incidents.gather;

import daruma.incidents.Findings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at several things at once and takes what comes in time. Every look has a thread of its own, because a process that
 * hangs can hang its readers too: what does not come back is interrupted and left behind.
 */
final class Looking {
    private final Executor threads;
    private final InstantSource clock;

    Looking(Executor threads, InstantSource clock) {
        this.threads = threads;
        this.clock = clock;
    }

    /**
     * Does all of it.
     *
     * @param limit for all looks together
     * @param last done when the others are done, because what they do can be seen in it
     */
    Findings at(List<Look> looks, Look last, Duration limit) {
        var at = clock.instant();
        long began = System.nanoTime();
        var parts = new ArrayList<Findings.Part>();
        var missing = new ArrayList<String>();
        var running = new ArrayList<Running>();
        // The last one is to have its share whatever the others do.
        var before = limit.minus(last.share());
        for (var look : looks) {
            running.add(begin(look));
        }
        for (var one : running) {
            end(one, began, before, parts, missing);
        }
        end(begin(last), System.nanoTime(), last.share(), parts, missing);
        return new Findings(at, Duration.ofNanos(System.nanoTime() - began), parts, missing);
    }

    private record Running(Look look, FutureTask<List<Findings.Part>> task) {}

    private Running begin(Look look) {
        var task = new FutureTask<>(look.take());
        threads.execute(task);
        return new Running(look, task);
    }

    private static void end(Running one, long began, Duration limit, List<Findings.Part> parts, List<String> missing) {
        var look = one.look();
        long until = began + Math.min(look.share().toNanos(), limit.toNanos());
        try {
            parts.addAll(one.task().get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            one.task().cancel(true);
            missing.add(look.name() + ": not there within " + look.share().toMillis() + " ms");
        } catch (ExecutionException e) {
            var cause = e.getCause();
            missing.add(look.name() + ": " + (cause == null || cause.getMessage() == null ? e : cause.getMessage()));
        } catch (InterruptedException e) {
            one.task().cancel(true);
            missing.add(look.name() + ": interrupted");
            Thread.currentThread().interrupt();
        }
    }
}
