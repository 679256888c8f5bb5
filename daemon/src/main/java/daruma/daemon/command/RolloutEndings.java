package daruma.daemon.command;

import daruma.model.AppName;
import daruma.supervisor.loop.RolloutPort;
import daruma.supervisor.rollout.RollingUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Changes what is desired when a rollout is over, as soon as it can be written down. */
public final class RolloutEndings implements RolloutPort {
    private static final long TRY_AGAIN_SECONDS = 5;

    private final Executor work;
    private final List<Over> early = new ArrayList<>();
    private @Nullable Commands commands;

    private record Over(AppName app, long generation, RollingUpdate.Verdict verdict) {}

    /**
     * Nobody can be told yet.
     *
     * @param work runs what blocks
     */
    public RolloutEndings(Executor work) {
        this.work = work;
    }

    /** From now on there is somebody who can change what is desired. */
    public synchronized void open(Commands whoChanges) {
        commands = whoChanges;
        early.forEach(over -> work.execute(() -> change(whoChanges, over)));
        early.clear();
    }

    @Override
    public synchronized void over(AppName app, long generation, RollingUpdate.Verdict verdict) {
        var over = new Over(app, generation, verdict);
        var known = commands;
        if (known == null) {
            early.add(over);
        } else {
            work.execute(() -> change(known, over));
        }
    }

    private static void change(Commands commands, Over over) {
        try {
            while (!commands.rolloutOver(over.app(), over.generation(), over.verdict())) {
                TimeUnit.SECONDS.sleep(TRY_AGAIN_SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
