package daruma.probes.word;

import daruma.model.Incarnation;
import daruma.model.ProcessId;
import daruma.probes.time.Timeline;
import daruma.process.notify.Notification;
import daruma.process.proc.ProcFs;
import daruma.process.proc.Stat;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.ProgramWord;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Hands on what programs say of themselves for people and about their deadlines, from their launch to their end. On the
 * timeline's thread only.
 */
public final class SpokenWords {
    /** A program that says something else a thousand times a second is quoted five times. */
    private static final Duration STATUS_EVERY = Duration.ofMillis(200);

    private static final int LONGEST_STATUS = 1_000;

    private final Timeline timeline;
    private final ProcFs procFs;
    private final IntFunction<Optional<Incarnation>> speakers;
    private final Consumer<InstanceEvent.About> news;
    private final BiConsumer<Incarnation, ProcessId> mainProcesses;
    private final Map<Incarnation, Speaker> listened = new HashMap<>();

    private static final class Speaker {
        final Incarnation incarnation;
        ProcessId main;
        OptionalInt refused = OptionalInt.empty();
        String told = "";
        String last = "";
        boolean toldLately;

        Speaker(Incarnation incarnation, ProcessId main) {
            this.incarnation = incarnation;
            this.main = main;
        }
    }

    /**
     * @param speakers to which incarnation a process belongs
     * @param mainProcesses called when a program has another main process
     */
    public SpokenWords(
            Timeline timeline,
            ProcFs procFs,
            IntFunction<Optional<Incarnation>> speakers,
            Consumer<InstanceEvent.About> news,
            BiConsumer<Incarnation, ProcessId> mainProcesses) {
        this.timeline = timeline;
        this.procFs = procFs;
        this.speakers = speakers;
        this.news = news;
        this.mainProcesses = mainProcesses;
    }

    /** Begins to listen. */
    public void listen(Incarnation incarnation, ProcessId main) {
        listened.put(incarnation, new Speaker(incarnation, main));
    }

    public void forget(Incarnation incarnation) {
        listened.remove(incarnation);
    }

    /** Without effect if it is not listened to. */
    public void heard(Incarnation incarnation, Notification said) {
        var speaker = listened.get(incarnation);
        if (speaker == null) {
            return;
        }
        said.mainPid().ifPresent(pid -> mainProcess(speaker, pid));
        said.moreTime()
                .ifPresent(more -> news.accept(new InstanceEvent.Said(incarnation, new ProgramWord.MoreTime(more))));
        said.status().ifPresent(line -> {
            speaker.last = line.length() <= LONGEST_STATUS ? line : line.substring(0, LONGEST_STATUS);
            tellStatus(speaker);
        });
    }

    /** The first at once, and then the last one as often as is good for everybody. */
    private void tellStatus(Speaker speaker) {
        if (speaker.toldLately || speaker.last.equals(speaker.told) || !isListenedTo(speaker)) {
            return;
        }
        speaker.told = speaker.last;
        speaker.toldLately = true;
        news.accept(new InstanceEvent.Said(speaker.incarnation, new ProgramWord.Status(speaker.told)));
        timeline.in(STATUS_EVERY, () -> {
            speaker.toldLately = false;
            tellStatus(speaker);
        });
    }

    @SuppressWarnings("ReferenceEquality") // the one that is listened to, and no other
    private boolean isListenedTo(Speaker speaker) {
        @Nullable Speaker present = listened.get(speaker.incarnation);
        return present == speaker;
    }

    /** The daemon before us was told so; unless it has ended, it is still true. */
    public void resume(Incarnation incarnation, ProcessId noted) {
        var speaker = listened.get(incarnation);
        if (speaker != null
                && procFs.stat((int) noted.pid())
                        .filter(it -> it.startTicks() == noted.startTicks())
                        .isPresent()) {
            mainProcess(speaker, (int) noted.pid());
        }
    }

    private void mainProcess(Speaker speaker, int pid) {
        if (pid == speaker.main.pid()) {
            return;
        }
        var stat = procFs.stat(pid).filter(Stat::alive);
        if (stat.isEmpty()) {
            refuse(speaker, pid, "there is no such process");
        } else if (!speakers.apply(pid).equals(Optional.of(speaker.incarnation))) {
            refuse(speaker, pid, "that is none of its own");
        } else {
            speaker.refused = OptionalInt.empty();
            speaker.main = new ProcessId(pid, stat.get().startTicks());
            news.accept(new InstanceEvent.Said(speaker.incarnation, new ProgramWord.MainProcess(speaker.main)));
            mainProcesses.accept(speaker.incarnation, speaker.main);
        }
    }

    /** Once, however often it is said. */
    private void refuse(Speaker speaker, int pid, String why) {
        if (speaker.refused.isEmpty() || speaker.refused.getAsInt() != pid) {
            speaker.refused = OptionalInt.of(pid);
            news.accept(new InstanceEvent.Said(speaker.incarnation, new ProgramWord.NoMainProcess(pid, why)));
        }
    }
}
