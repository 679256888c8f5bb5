package daruma.balancer.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A time limit that is set anew for each request. Setting it costs one field: the timer runs on and looks, when it comes, how
 * much time is left. All limits of one watch are about equally long.
 */
final class Watch implements Runnable {
    private final EventLoop loop;
    private final Runnable action;
    private @Nullable ScheduledFuture<?> timer;
    private long timerAt;
    private long due;
    private boolean on;

    Watch(EventLoop loop, Runnable action) {
        this.loop = loop;
        this.action = action;
    }

    /** From {@code now} on, a reading of {@link System#nanoTime} that may be a moment old. */
    void within(long now, long nanos) {
        due = now + nanos;
        on = true;
        var running = timer;
        if (running != null && timerAt - due > 0) {
            running.cancel(false);
            running = null;
        }
        if (running == null) {
            schedule(nanos);
        }
    }

    void off() {
        on = false;
    }

    /** Nothing will be watched any more. */
    void end() {
        on = false;
        var running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    private void schedule(long nanos) {
        timerAt = System.nanoTime() + nanos;
        timer = loop.schedule(this, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        timer = null;
        if (!on) {
            return;
        }
        var left = due - System.nanoTime();
        if (left > 0) {
            schedule(left);
            return;
        }
        on = false;
        action.run();
    }
}
