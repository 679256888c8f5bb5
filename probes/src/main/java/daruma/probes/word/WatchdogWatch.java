package daruma.probes.word;

import daruma.model.Durations;
import daruma.model.Incarnation;
import daruma.probes.time.Timeline;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.lifecycle.InstanceEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for programs to say that they live. The first word counts from readiness on, as systemd has it; a program that has not
 * said anything by its start deadline is late as well. On the timeline's thread only.
 */
public final class WatchdogWatch {
    private final Timeline timeline;
    private final Consumer<InstanceEvent.About> news;
    private final Map<Incarnation, Watched> watched = new HashMap<>();

    private static final class Watched {
        final Incarnation incarnation;
        final Duration span;
        Timeline.@Nullable Entry next;
        long due;
        boolean sick;

        Watched(Incarnation incarnation, Duration span) {
            this.incarnation = incarnation;
            this.span = span;
        }
    }

    public WatchdogWatch(Timeline timeline, Consumer<InstanceEvent.About> news) {
        this.timeline = timeline;
        this.news = news;
    }

    /**
     * Begins to wait.
     *
     * @param span the longest time between two words
     * @param first until when the first word is waited for
     */
    public void watch(Incarnation incarnation, Duration span, long first) {
        var one = new Watched(incarnation, span);
        watched.put(incarnation, one);
        await(one, first);
    }

    /** The program asks for more time from now on; a deadline that is later than that stays. */
    public void extend(Incarnation incarnation, Duration extension) {
        var one = watched.get(incarnation);
        long until = timeline.now() + extension.toNanos();
        if (one != null && until - one.due > 0) {
            await(one, until);
        }
    }

    /** The program said that it lives, or that it is ready. */
    public void alive(Incarnation incarnation) {
        var one = watched.get(incarnation);
        if (one != null) {
            if (one.sick) {
                one.sick = false;
                news.accept(new InstanceEvent.Recovered(
                        incarnation, Ailment.WATCHDOG_MISSED, "watchdog: it says again that it lives"));
            }
            again(one);
        }
    }

    /** The program itself asks to be treated as if it had missed its time. */
    public void triggered(Incarnation incarnation) {
        news.accept(new InstanceEvent.Ailing(
                incarnation,
                Ailment.WATCHDOG_MISSED,
                "the program asks for it by WATCHDOG=trigger",
                "watchdog",
                Optional.empty()));
    }

    public void forget(Incarnation incarnation) {
        var one = watched.remove(incarnation);
        if (one != null && one.next != null) {
            one.next.cancel();
        }
    }

    private void again(Watched one) {
        await(one, timeline.now() + one.span.toNanos());
    }

    private void await(Watched one, long due) {
        if (one.next != null) {
            one.next.cancel();
        }
        one.due = due;
        one.next = timeline.at(due, () -> missed(one));
    }

    private void missed(Watched one) {
        one.sick = true;
        news.accept(new InstanceEvent.Ailing(
                one.incarnation,
                Ailment.WATCHDOG_MISSED,
                "it has not said for " + Durations.format(one.span) + " that it lives",
                "watchdog " + Durations.format(one.span),
                Optional.empty()));
        again(one);
    }
}
