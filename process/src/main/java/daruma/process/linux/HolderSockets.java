package daruma.process.linux;

import daruma.process.incarnation.Machine;
import daruma.process.incarnation.Machine.Watched;
import daruma.process.proc.ProcessIdentity;
import daruma.process.socket.HeldSockets;
import daruma.process.socket.SocketRefused;
import daruma.process.sys.LibC;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that this process and a holder, a process that does nothing else, have both. The holder is started with the first
 * socket and ended with the last; what it keeps is looked at anew after each change, on a thread of its own.
 */
public final class HolderSockets implements HeldSockets {
    /** For a holder that was just started to answer, a millisecond after the other; it is a small program. */
    private static final int TRIES = 2_000;

    private static final Duration GIVING_UP = Duration.ofSeconds(3);
    /** A holder that ends within it ends again. */
    private static final long SHORT_LIFE_MILLIS = 1_000;

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;

    private final Machine machine;
    private final Path program;
    private final HolderLink link;
    private final Consumer<String> trouble;
    private final Map<Integer, Integer> descriptors = new ConcurrentHashMap<>();
    private final ExecutorService keeping = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("sockets").daemon().factory());
    /** Asked for the last time and not answered: what was told then is not told again. On the keeping thread only. */
    private @Nullable String lastTrouble;

    private long pauseMillis;
    /** Whether the holder was started a moment ago. */
    private boolean young;

    private @Nullable Watched holder;
    private volatile int holderPid;

    /**
     * Takes back what a holder of an earlier process keeps, if there is one.
     *
     * @param program the holder's file
     * @param service where it listens for us: a path of at most 107 bytes in a private directory
     * @param trouble told in a sentence what people should know; must not block
     */
    public HolderSockets(Machine machine, Path program, Path service, Consumer<String> trouble) {
        this.machine = machine;
        this.program = program;
        this.link = new HolderLink(service);
        this.trouble = trouble;
        try {
            for (int port : kept(link.ask("list", HolderLink.NONE))) {
                int fd = link.ask("take " + port, HolderLink.NONE).descriptor();
                if (fd >= 0) {
                    descriptors.put(port, fd);
                }
            }
            soon(this::keep);
        } catch (IOException _) {
            // There is none: nothing was kept, or it has died with the process before us.
        }
    }

    @Override
    public Set<Integer> ports() {
        return Set.copyOf(descriptors.keySet());
    }

    @Override
    public boolean holds(int port) {
        return descriptors.containsKey(port);
    }

    @Override
    public int holderPid() {
        return holderPid;
    }

    @Override
    public synchronized int descriptor(int port) throws SocketRefused {
        var known = descriptors.get(port);
        if (known != null && ListeningSocket.listen(known) >= 0) {
            return known;
        }
        int fd = opened(port);
        descriptors.put(port, fd);
        soon(this::keep);
        return fd;
    }

    /** The holder may still have one that was released. */
    private int opened(int port) throws SocketRefused {
        try {
            return ListeningSocket.open(port);
        } catch (SocketRefused e) {
            if (!e.inUse() || !settle(GIVING_UP)) {
                throw e;
            }
            return ListeningSocket.open(port);
        }
    }

    @Override
    public synchronized Optional<SocketRefused> obstacle(int port) {
        if (holds(port)) {
            return Optional.empty();
        }
        try {
            LibC.close(opened(port));
            return Optional.empty();
        } catch (SocketRefused e) {
            return Optional.of(e);
        }
    }

    @Override
    public synchronized void release(int port) {
        var fd = descriptors.remove(port);
        if (fd != null) {
            // Not before what is being handed to the holder has been: the number of a closed descriptor is soon
            // somebody else's.
            soon(() -> {
                LibC.close(fd);
                keep();
            });
        }
    }

    @Override
    public synchronized boolean rescue(int port, List<Integer> pids) {
        for (int pid : holds(port) ? List.<Integer>of() : pids) {
            var fd = ListeningSocket.from(pid, port);
            if (fd.isPresent()) {
                descriptors.put(port, fd.getAsInt());
                soon(this::keep);
                break;
            }
        }
        return holds(port);
    }

    @Override
    public boolean settle(Duration patience) {
        try {
            keeping.submit(() -> {}).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException | RejectedExecutionException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Lets this process's own go. What the holder keeps, it keeps. */
    @Override
    public void close() {
        settle(GIVING_UP);
        keeping.shutdownNow();
    }

    /** Brings the holder to keep what is held here, and nothing else. On the keeping thread. */
    private void keep() {
        var wanted = new HashMap<>(descriptors);
        try {
            if (!wanted.isEmpty() || holderPid > 0) {
                keep(wanted);
            }
            pauseMillis = 0;
            lastTrouble = null;
        } catch (IOException e) {
            var problem = "what keeps the sockets of ports " + wanted.keySet()
                    + " over the death of this daemon does not work: " + e.getMessage();
            if (!problem.equals(lastTrouble)) {
                lastTrouble = problem;
                trouble.accept(problem);
            }
            later();
        }
    }

    private void keep(Map<Integer, Integer> wanted) throws IOException {
        HolderLink.Answer list;
        try {
            list = link.ask("list", HolderLink.NONE);
        } catch (IOException e) {
            if (wanted.isEmpty()) {
                return; // gone, as it should be
            }
            list = begin(e);
        }
        watch(list.pid());
        var kept = new HashSet<Integer>(kept(list));
        for (var one : wanted.entrySet()) {
            if (!kept.remove(one.getKey())) {
                link.ask("keep " + one.getKey() + " tcp:[::]:" + one.getKey(), one.getValue());
            }
        }
        for (int port : kept) {
            link.ask("close " + port, HolderLink.NONE);
        }
        if (wanted.isEmpty()) {
            unwatch(); // its end is no news
            link.ask("end", HolderLink.NONE);
        }
    }

    private HolderLink.Answer begin(IOException why) throws IOException {
        if (holder != null) {
            throw why; // it lives and does not answer
        }
        young = true;
        machine.schedule(SHORT_LIFE_MILLIS, () -> soon(() -> young = false));
        var spawned = machine.spawn(new Machine.Spawn(
                List.of(program.toString(), "--serve", link.service().toString(), "--status-fd", "3"),
                System.getenv(), // it is known by whom it was started
                List.of(),
                new Silent()));
        if (spawned instanceof Machine.Spawned.Refused(var stage, int errno)) {
            throw new IOException("cannot start " + program + ": " + stage + ", errno " + errno);
        }
        IOException last = why;
        for (int i = 0; i < TRIES; i++) {
            pause();
            try {
                return link.ask("list", HolderLink.NONE);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void watch(int pid) {
        if (pid == holderPid && holder != null) {
            return;
        }
        unwatch();
        var seen = machine.watch(new ProcessIdentity(pid, 0, machine.procFs().bootId()), () -> soon(() -> lost(pid)));
        holder = seen.orElse(null);
        holderPid = seen.isPresent() ? pid : 0;
    }

    private void unwatch() {
        if (holder != null) {
            holder.close();
        }
        holder = null;
        holderPid = 0;
    }

    private void lost(int pid) {
        if (pid != holderPid) {
            return;
        }
        unwatch();
        if (!descriptors.isEmpty()) {
            trouble.accept("the process that kept the sockets of ports " + ports() + " (pid " + pid
                    + ") has died; nobody was refused, and another one keeps them");
            if (young) {
                later(); // and not at once again and again
            } else {
                keep();
            }
        }
    }

    private void later() {
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, Math.max(FIRST_PAUSE_MILLIS, pauseMillis * 2));
        machine.schedule(pauseMillis, () -> soon(this::keep));
    }

    private void soon(Runnable task) {
        try {
            keeping.execute(task);
        } catch (RejectedExecutionException _) {
            // Closed: a later daemon sees to it.
        }
    }

    private static List<Integer> kept(HolderLink.Answer list) {
        return list.text()
                .lines()
                .skip(1)
                .map(line -> line.split(" ", 2)[0])
                .filter(name -> name.matches("\\d{1,5}"))
                .map(Integer::valueOf)
                .toList();
    }

    /** Nothing of a holder's start is news: that it answers is all that counts, and its end is watched otherwise. */
    private static final class Silent implements Machine.Sink {
        @Override
        public void spawned(int pid) {}

        @Override
        public void status(byte[] bytes, int count) {}

        @Override
        public void statusClosed() {}

        @Override
        public void ended(Machine.Ending ending) {
            OptionalInt _ = ending.waitStatus();
        }
    }
}
