package daruma.probes.limit;

import daruma.model.Incarnation;
import daruma.model.Limits;
import daruma.probes.time.Timeline;
import daruma.process.host.LimitGroups;
import daruma.process.proc.ProcFs;
import daruma.process.proc.Stat;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.lifecycle.InstanceEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads each second what limited trees use, and lets the kernel hold them to it where it can: tasks and CPU at their limits,
 * memory some way above, so that a program is as a rule restarted with evidence and grace before it is killed without. On
 * the timeline's thread only, but for {@link #oomKilled}.
 */
public final class UsageWatch {
    private static final Duration PACE = Duration.ofSeconds(1);
    /** What the kernel allows above the memory limit, in percent: for what a tree can take between two readings. */
    private static final int CEILING = 25;

    private final Timeline timeline;
    private final ProcFs procFs;
    private final Consumer<InstanceEvent.About> news;
    private final Function<Incarnation, String> groupNames;
    private final Supplier<LimitGroups> groups = new FirstUse();
    private final Map<Incarnation, Watched> watched = new HashMap<>();
    /** Those whose memory is held by a group. */
    private final Set<Incarnation> held = ConcurrentHashMap.newKeySet();

    private Timeline.@Nullable Entry next;

    private static final class Watched {
        final Incarnation incarnation;
        final Supplier<List<Integer>> roots;
        UsageRule rule;
        Optional<Ailment> sick = Optional.empty();

        Watched(Incarnation incarnation, Supplier<List<Integer>> roots, Limits limits) {
            this.incarnation = incarnation;
            this.roots = roots;
            this.rule = UsageRule.of(limits);
        }
    }

    /**
     * @param groupNames what the control group of an incarnation is called, different for each on this machine
     */
    public UsageWatch(
            Timeline timeline,
            ProcFs procFs,
            Function<Incarnation, String> groupNames,
            Consumer<InstanceEvent.About> news) {
        this.groupNames = groupNames;
        this.timeline = timeline;
        this.procFs = procFs;
        this.news = news;
    }

    /** Begins to read; nothing happens if there is nothing to be read for. */
    public void watch(Incarnation incarnation, Supplier<List<Integer>> roots, Limits limits) {
        if (limits.equals(Limits.NONE)) {
            return;
        }
        Thread.ofVirtual().name("limits").start(() -> hold(incarnation, roots, limits));
        watched.put(incarnation, new Watched(incarnation, roots, limits));
        if (next == null) {
            next = timeline.in(PACE, this::sweep);
        }
    }

    public void forget(Incarnation incarnation) {
        if (watched.remove(incarnation) != null) {
            // A moment later: somebody may just be asking how it ended.
            timeline.in(
                    PACE,
                    () -> Thread.ofVirtual().name("limits").start(() -> {
                        held.remove(incarnation);
                        groups.get().release(groupNames.apply(incarnation));
                    }));
        }
    }

    /**
     * Whether the kernel has killed in its group because its memory was full. From any thread; reads one small file.
     */
    public boolean oomKilled(Incarnation incarnation) {
        return held.contains(incarnation)
                && groups.get().oomKills(groupNames.apply(incarnation)).orElse(0) > 0;
    }

    private void hold(Incarnation incarnation, Supplier<List<Integer>> roots, Limits limits) {
        var ceiling = limits.memoryBytes().isPresent()
                ? OptionalLong.of(limits.memoryBytes().getAsLong() / 100 * (100 + CEILING))
                : OptionalLong.empty();
        try {
            groups.get()
                    .hold(
                            groupNames.apply(incarnation),
                            new LimitGroups.Bounds(ceiling, limits.tasks(), limits.cpuPercent()),
                            // Not the shim: it has to tell how the program ended.
                            () -> roots.get().stream()
                                    .flatMap(root -> procFs.descendants(root).stream())
                                    .map(Stat::pid)
                                    .toList());
            if (ceiling.isPresent() && groups.get().can(LimitGroups.Controller.MEMORY)) {
                held.add(incarnation);
            }
            if (limits.cpuPercent().isPresent() && !groups.get().can(LimitGroups.Controller.CPU)) {
                notHeld(incarnation, limits, "no control group for it may be written here");
            }
        } catch (IOException e) {
            if (limits.cpuPercent().isPresent()) {
                notHeld(incarnation, limits, String.valueOf(e.getMessage()));
            }
        }
    }

    private void notHeld(Incarnation incarnation, Limits limits, String why) {
        news.accept(new InstanceEvent.Degraded(
                incarnation, "its limit of " + limits.cpuPercent().getAsInt() + " % of a core is not held: " + why));
    }

    /** Looked for when the first limit is to be held; most daemons have none. */
    private static final class FirstUse implements Supplier<LimitGroups> {
        private @Nullable LimitGroups found;

        @Override
        public synchronized LimitGroups get() {
            if (found == null) {
                found = LimitGroups.find();
            }
            return found;
        }
    }

    private void sweep() {
        next = null;
        for (var one : List.copyOf(watched.values())) {
            look(one);
        }
        if (!watched.isEmpty()) {
            next = timeline.in(PACE, this::sweep);
        }
    }

    private void look(Watched one) {
        var tree = procFs.tree(one.roots.get());
        long bytes = tree.rssBytes();
        long limit = one.rule.limits().memoryBytes().orElse(Long.MAX_VALUE);
        if (bytes > limit && tree.pids().size() > 1) {
            // What processes share is counted once for each of them: before anybody suffers for that, count properly.
            bytes = proportional(tree.pids(), bytes);
        }
        one.rule = one.rule.after(bytes, tree.threads());
        var excess = one.rule.excess(bytes, tree.threads());
        if (excess.isPresent()) {
            one.sick = Optional.of(excess.get().ailment());
            news.accept(new InstanceEvent.Ailing(
                    one.incarnation,
                    excess.get().ailment(),
                    excess.get().cause(),
                    excess.get().rule(),
                    Optional.empty()));
        } else if (one.sick.isPresent()) {
            var ailment = one.sick.get();
            one.sick = Optional.empty();
            news.accept(new InstanceEvent.Recovered(
                    one.incarnation, ailment, "it uses " + UsageRule.size(bytes) + " of memory again"));
        }
    }

    private long proportional(List<Integer> pids, long otherwise) {
        long sum = 0;
        for (int pid : pids) {
            var bytes = procFs.proportionalBytes(pid);
            if (bytes.isEmpty()) {
                return otherwise;
            }
            sum += bytes.getAsLong();
        }
        return sum;
    }
}
