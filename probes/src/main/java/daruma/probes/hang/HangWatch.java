package daruma.probes.hang;

import daruma.model.AppName;
import daruma.model.Durations;
import daruma.model.Incarnation;
import daruma.probes.check.AnswerCheck;
import daruma.probes.check.Outcome;
import daruma.probes.rounds.Attempt;
import daruma.probes.time.Timeline;
import daruma.process.proc.ListenSocket;
import daruma.process.proc.ProcFs;
import daruma.process.proc.Stat;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.lifecycle.InstanceEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the accept queues of everything that listens, with one reading for all. What becomes suspect is taken out of service
 * and asked; only if it does not answer twice in a row, and the first sign is still there, is it called hung. On the
 * timeline's thread only.
 *
 * <p>Instances of one app that share a port have one queue. While any of them accepts it gets shorter; if it does not, none
 * of them does, and the one that has been looked at longest answers for all: when it has been replaced and the queue still
 * stands, it is the next one's turn. Whether a single one of several hangs cannot be seen there.
 */
public final class HangWatch {
    /** Between two looks. */
    private static final Duration PACE = Duration.ofSeconds(2);
    /** How long a suspect has to say anything at all. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final int UNANSWERED = 2;

    private final Timeline timeline;
    private final ProcFs procFs;
    private final Consumer<InstanceEvent.About> news;
    /** The one that has been watched longest first. */
    private final Map<Incarnation, Watched> watched = new LinkedHashMap<>();

    private Timeline.@Nullable Entry next;
    /** At the last look; negative: not known. */
    private volatile long oomKills = -1;

    /** Of connections to be accepted: instances that share a port have one. */
    private record Queue(AppName app, int port) {}

    private static final class Watched {
        final Incarnation incarnation;
        final int pid;
        final int port;
        final Consumer<Optional<String>> suspected;
        HangRule rule = HangRule.NOTHING;
        boolean suspect;
        boolean sick;
        /** Whether others of its app serve on the same port, so that an answer need not be its own. */
        boolean shares;

        int unanswered;

        @Nullable
        Attempt asking;

        Watched(Incarnation incarnation, int pid, int port, Consumer<Optional<String>> suspected) {
            this.incarnation = incarnation;
            this.pid = pid;
            this.port = port;
            this.suspected = suspected;
        }
    }

    public HangWatch(Timeline timeline, ProcFs procFs, Consumer<InstanceEvent.About> news) {
        this.timeline = timeline;
        this.procFs = procFs;
        this.news = news;
    }

    /**
     * Begins to look at a program.
     *
     * @param port on which it serves
     * @param suspected told why it is suspect, and told that it is not any more (empty)
     */
    public void watch(Incarnation incarnation, int pid, int port, Consumer<Optional<String>> suspected) {
        watched.put(incarnation, new Watched(incarnation, pid, port, suspected));
        if (next == null) {
            next = timeline.in(PACE, this::sweep);
        }
    }

    public void forget(Incarnation incarnation) {
        watched.remove(incarnation);
    }

    /**
     * How often the kernel's out-of-memory killer has struck, anywhere on the machine, since the last look two seconds ago.
     * From any thread.
     */
    public long oomKillsSinceLastLook() {
        long before = oomKills;
        return before < 0 ? 0 : Math.max(0, procFs.oomKills().orElse(before) - before);
    }

    private void sweep() {
        next = null;
        if (watched.isEmpty()) {
            oomKills = -1;
            return;
        }
        oomKills = procFs.oomKills().orElse(-1);
        var waiting = new HashMap<Integer, Integer>();
        for (ListenSocket socket : procFs.listenSockets()) {
            waiting.merge(socket.port(), socket.waiting(), Integer::sum);
        }
        long now = timeline.now();
        var queues = new HashMap<Queue, Watched>();
        for (var one : List.copyOf(watched.values())) {
            char state = procFs.stat(one.pid).map(Stat::state).orElse('X');
            var first = queues.putIfAbsent(new Queue(one.incarnation.instance().app(), one.port), one);
            one.shares = first != null;
            if (first != null) {
                first.shares = true;
            }
            int queued = first == null ? waiting.getOrDefault(one.port, 0) : 0;
            look(one, new HangRule.Look(now, state, queued), now);
        }
        next = timeline.in(PACE, this::sweep);
    }

    private void look(Watched one, HangRule.Look look, long now) {
        one.rule = one.rule.after(look);
        if (!one.rule.suspect(now)) {
            if (one.suspect) {
                clear(one, "it accepts connections again");
            }
            return;
        }
        var words = one.rule.words(one.port, now);
        if (!one.suspect) {
            one.suspect = true;
            one.suspected.accept(Optional.of(words));
        }
        if (one.unanswered >= UNANSWERED) {
            one.sick = true;
            news.accept(new InstanceEvent.Ailing(
                    one.incarnation,
                    Ailment.HUNG,
                    one.shares && !one.rule.notAccepting()
                            ? words
                            : words + ", and GET / on port " + one.port + " got no answer within "
                                    + Durations.format(ANSWER) + ", " + one.unanswered + " times in a row",
                    "hang watch: a first sign for " + Durations.format(HangRule.PATIENCE) + ", and a second sign",
                    Optional.empty()));
        }
        if (one.shares && !one.rule.notAccepting()) {
            one.unanswered++; // the others would answer
            return;
        }
        if (one.asking == null) {
            one.asking = Attempt.start(timeline, new AnswerCheck(one.port), ANSWER, outcome -> answered(one, outcome));
        }
    }

    /** Any answer counts, also one that is no HTTP: whoever answers does not hang. */
    private void answered(Watched one, Outcome outcome) {
        one.asking = null;
        if (outcome instanceof Outcome.Failed) {
            one.unanswered++;
        } else if (outcome instanceof Outcome.Passed) {
            one.rule = HangRule.NOTHING;
            if (one.suspect && watched.get(one.incarnation) == one) {
                clear(one, outcome.what());
            }
        }
    }

    private void clear(Watched one, String how) {
        one.suspect = false;
        one.unanswered = 0;
        one.suspected.accept(Optional.empty());
        if (one.sick) {
            one.sick = false;
            news.accept(new InstanceEvent.Recovered(one.incarnation, Ailment.HUNG, "hang watch: " + how));
        }
    }
}
