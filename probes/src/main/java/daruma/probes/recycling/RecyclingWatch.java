package daruma.probes.recycling;

import daruma.model.Durations;
import daruma.model.Incarnation;
import daruma.model.Recycling;
import daruma.model.Refused;
import daruma.probes.time.Timeline;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.lifecycle.InstanceEvent;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Says when the age or the schedule of an incarnation calls for another one. Ages are measured, schedules go by the wall clock: a
 * clock that is set forward, or a machine that slept, makes one restart of all that were missed. On the timeline's thread
 * only.
 */
public final class RecyclingWatch {
    /** How long the wall clock is trusted to go on as it does. */
    private static final Duration TRUST = Duration.ofMinutes(1);

    private final Timeline timeline;
    private final Supplier<ZonedDateTime> wall;
    private final Consumer<InstanceEvent.About> news;
    private final Map<Incarnation, List<Timeline.Entry>> entries = new HashMap<>();
    private final Map<Incarnation, Long> notBefore = new HashMap<>();

    /**
     * @param wall the time that people have, where they have it
     */
    public RecyclingWatch(Timeline timeline, Supplier<ZonedDateTime> wall, Consumer<InstanceEvent.About> news) {
        this.timeline = timeline;
        this.wall = wall;
        this.news = news;
    }

    /**
     * Begins to wait; nothing happens if there is nothing to wait for.
     *
     * @param luck 0 up to 1, exclusive: by which ages differ
     */
    public void watch(Incarnation incarnation, Recycling recycling, long launchedNanos, double luck) {
        if (recycling.maxAge().isEmpty() && recycling.cron().isEmpty()) {
            return;
        }
        entries.put(incarnation, new ArrayList<>());
        recycling.maxAge().ifPresent(maxAge -> {
            long age = age(maxAge, recycling.jitter(), luck);
            remember(incarnation, timeline.at(launchedNanos + age, () -> old(incarnation, maxAge, launchedNanos)));
        });
        recycling.cron().ifPresent(text -> {
            try {
                var schedule = Schedule.parse(text);
                schedule.after(wall.get()).ifPresent(at -> await(incarnation, schedule, at));
            } catch (Refused e) {
                news.accept(
                        new InstanceEvent.Degraded(incarnation, "it is not restarted by schedule: " + e.getMessage()));
            }
        });
    }

    /** The program asks for more time from now on: until then it is not too old. */
    public void extend(Incarnation incarnation, Duration extension) {
        if (entries.containsKey(incarnation)) {
            notBefore.merge(incarnation, timeline.now() + extension.toNanos(), (a, b) -> a - b > 0 ? a : b);
        }
    }

    public void forget(Incarnation incarnation) {
        notBefore.remove(incarnation);
        var gone = entries.remove(incarnation);
        if (gone != null) {
            gone.forEach(Timeline.Entry::cancel);
        }
    }

    /** At most the maximum, and less by up to the jitter. */
    static long age(Duration maxAge, double jitter, double luck) {
        return (long) (maxAge.toNanos() * (1 - jitter * luck));
    }

    private void remember(Incarnation incarnation, Timeline.Entry entry) {
        var all = entries.get(incarnation);
        if (all != null) {
            all.removeIf(Timeline.Entry::done);
            all.add(entry);
        }
    }

    private void old(Incarnation incarnation, Duration maxAge, long launchedNanos) {
        var extended = notBefore.remove(incarnation);
        if (extended != null && extended - timeline.now() > 0) {
            remember(incarnation, timeline.at(extended, () -> old(incarnation, maxAge, launchedNanos)));
        } else if (entries.containsKey(incarnation)) {
            var age = Duration.ofSeconds(
                    Duration.ofNanos(timeline.now() - launchedNanos).toSeconds());
            news.accept(new InstanceEvent.Ailing(
                    incarnation,
                    Ailment.MAX_AGE,
                    "it is " + Durations.format(age) + " old",
                    "maximum age " + Durations.format(maxAge),
                    Optional.empty()));
        }
    }

    private void await(Incarnation incarnation, Schedule schedule, ZonedDateTime at) {
        if (!entries.containsKey(incarnation)) {
            return;
        }
        var now = wall.get();
        if (!now.isBefore(at)) {
            news.accept(new InstanceEvent.Ailing(
                    incarnation,
                    Ailment.SCHEDULED,
                    "it is " + at.toLocalTime() + " o'clock",
                    "restart schedule \"" + schedule + "\"",
                    Optional.empty()));
            schedule.after(now).ifPresent(next -> await(incarnation, schedule, next));
            return;
        }
        var left = Duration.between(now, at);
        remember(
                incarnation,
                timeline.in(left.compareTo(TRUST) < 0 ? left : TRUST, () -> await(incarnation, schedule, at)));
    }
}
