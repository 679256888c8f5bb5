package daruma.process.tree;

import daruma.process.launch.Launch;
import daruma.process.proc.Census;
import daruma.process.proc.ProcFs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All processes with their cookies. Reading them all costs milliseconds, so those who ask while one reading is under way
 * share the next: five hundred trees that end at once cost a few readings, not a thousand.
 */
final class CookieCensus {
    /** What one reading found. */
    record Found(Census census, Map<String, List<Integer>> byCookie) {
        List<Integer> withCookie(String runId) {
            return byCookie.getOrDefault(runId, List.of());
        }
    }

    private final ProcFs procFs;
    private final int self = (int) ProcessHandle.current().pid();
    private final Object lock = new Object();
    private @Nullable Found latest;
    private long begun;
    private long finished;

    CookieCensus(ProcFs procFs) {
        this.procFs = procFs;
    }

    /** A reading that was begun after this call. */
    Found fresh() {
        long mine;
        synchronized (lock) {
            long wanted = begun + 1;
            while (begun > finished) { // somebody reads; that reading began too early for us
                await();
                if (finished >= wanted && latest != null) {
                    return latest;
                }
            }
            mine = ++begun;
        }
        Found found = null;
        try {
            found = read();
            return found;
        } finally {
            synchronized (lock) {
                finished = mine;
                latest = found;
                lock.notifyAll();
            }
        }
    }

    private Found read() {
        var census = procFs.census();
        var byCookie = new HashMap<String, List<Integer>>();
        for (var stat : census.all()) {
            if (stat.alive() && stat.pid() != 1 && stat.pid() != self) {
                procFs.variable(stat.pid(), Launch.RUN_ID)
                        .ifPresent(cookie -> byCookie.computeIfAbsent(cookie, _ -> new ArrayList<>())
                                .add(stat.pid()));
            }
        }
        return new Found(census, byCookie);
    }

    @SuppressWarnings("WaitNotInLoop") // the loop is around the call
    private void await() {
        try {
            lock.wait(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the processes were being read", e);
        }
    }
}
