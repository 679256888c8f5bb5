package daruma.cli.command;

import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.Request;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A stream that outlives the daemon: when it goes away under it, the next one is waited for, as long as silence is borne at
 * all, and asked for what has not been seen yet.
 */
final class Following implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Run run;
    private volatile ControlClient client;
    private volatile boolean closed;

    /**
     * Connects.
     *
     * @param whenInterrupted said when the user wants out, before the stream ends
     */
    Following(Run run, Runnable whenInterrupted) {
        this.run = run;
        client = run.daemon();
        run.outside().interrupts().onInterrupt(() -> {
            whenInterrupted.run();
            close();
        });
    }

    /**
     * Streams.
     *
     * @param next what to ask; its argument: whether it is asked again, after a daemon has gone away
     */
    <R extends Answer> Outcome<R> stream(Function<Boolean, Request<R>> next, Consumer<? super R> each) {
        var outcome = client.stream(next.apply(false), each);
        while (outcome instanceof Outcome.Failed<R>(Fault.ConnectionLost lost) && !closed) {
            run.flush();
            run.warn("the daemon went away; apps go on running. Waiting for it to come back");
            var back = back(lost);
            if (back instanceof Outcome.Failed<ControlClient>(var fault)) {
                return Outcome.failed(fault);
            }
            var first = new boolean[] {true};
            outcome = client.stream(next.apply(true), answer -> {
                if (first[0]) {
                    first[0] = false;
                    run.warn("the daemon is back");
                }
                each.accept(answer);
            });
        }
        return outcome;
    }

    @Override
    public void close() {
        closed = true;
        client.close();
    }

    /** The next daemon that takes connections; whether it also answers is found out by asking it. */
    private Outcome<ControlClient> back(Fault lost) {
        var link = run.link();
        var tries = Math.max(1, run.silence().dividedBy(PAUSE));
        while (!closed) {
            try {
                // Also before the first try: a daemon that takes connections and dies of each is not asked in a storm.
                Thread.sleep(PAUSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                break;
            }
            var reached = link.reach();
            if (reached instanceof Outcome.Ok<ControlClient>(var found)) {
                client = found;
                if (closed) {
                    found.close();
                }
                return reached;
            }
            var fault = ((Outcome.Failed<ControlClient>) reached).fault();
            var comes = fault instanceof Fault.DaemonAbsent || fault instanceof Fault.SocketStale;
            if (!comes || --tries <= 0) {
                return reached;
            }
        }
        return Outcome.failed(closed ? new Fault.Cancelled() : lost);
    }
}
