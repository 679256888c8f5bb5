package daruma.probes.word;

import daruma.model.Incarnation;
import daruma.process.notify.Notification;
import daruma.process.notify.WordSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is behind the socket {@code DARUMA_SOCKET}: programs say on it what sd_notify has words for, an assignment a line, and
 * ask how long they may take to end.
 */
public final class Conversations implements WordSocket.Host {
    private final Speakers speakers;
    private final BiConsumer<Incarnation, Notification> heard;
    private final Function<Incarnation, Stop> stops;
    private final Executor answers;

    /**
     * How long a program may take to end.
     *
     * @param grace if it were asked to end now
     * @param remaining until its tree is killed; empty as long as it is not asked to end, zero if it has no time left
     */
    public record Stop(Duration grace, Optional<Duration> remaining) {}

    /**
     * @param heard told what was said, on the room's thread; must not block
     * @param stops may wait for a moment
     * @param answers runs what finds out an answer
     */
    public Conversations(
            Speakers speakers,
            BiConsumer<Incarnation, Notification> heard,
            Function<Incarnation, Stop> stops,
            Executor answers) {
        this.speakers = speakers;
        this.heard = heard;
        this.stops = stops;
        this.answers = answers;
    }

    @Override
    public Optional<Consumer<String>> connected(int pid, int uid, Consumer<String> reply) {
        var speaker = speakers.of(pid);
        if (speaker.isEmpty()) {
            reply.accept("ERROR=pid " + pid + " belongs to no program of this daemon");
            return Optional.empty();
        }
        return Optional.of(new Conversation(pid, uid, speaker.get(), reply)::said);
    }

    /** With one who has connected: questions are answered in the order in which they were asked. */
    private final class Conversation {
        private final int pid;
        private final int uid;
        private final Incarnation incarnation;
        private final Consumer<String> reply;
        private CompletableFuture<?> answered = CompletableFuture.completedFuture("");

        Conversation(int pid, int uid, Incarnation incarnation, Consumer<String> reply) {
            this.pid = pid;
            this.uid = uid;
            this.incarnation = incarnation;
            this.reply = reply;
        }

        /** On the room's thread. */
        void said(String line) {
            int equals = line.indexOf('=');
            if (line.endsWith("?")) {
                answered = answered.thenRunAsync(() -> reply.accept(answer(incarnation, line)), answers);
            } else if (equals > 0) {
                heard.accept(
                        incarnation,
                        new Notification(pid, uid, Map.of(line.substring(0, equals), line.substring(equals + 1))));
            } else {
                reply.accept("ERROR=neither KEY=VALUE nor a question");
            }
        }
    }

    private String answer(Incarnation incarnation, String question) {
        return switch (question) {
            case "STOP_GRACE?" ->
                "STOP_GRACE=" + stops.apply(incarnation).grace().toMillis();
            case "STOP_REMAINING?" ->
                "STOP_REMAINING="
                        + stops.apply(incarnation)
                                .remaining()
                                .map(left -> Long.toString(Math.max(0, left.toMillis())))
                                .orElse("none");
            default -> "ERROR=nobody knows what is asked";
        };
    }
}
