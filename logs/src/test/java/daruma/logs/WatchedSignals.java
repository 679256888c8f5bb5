package daruma.logs;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Signals through the JDK's watch service, which is inotify on Linux and polling elsewhere. */
public final class WatchedSignals implements SpoolSignals {
    private final WatchService service;
    private final Map<WatchKey, List<Runnable>> wanted = new HashMap<>();

    private WatchedSignals(WatchService service) {
        this.service = service;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if the system has no more watches to give
     */
    public static WatchedSignals open() throws IOException {
        var signals = new WatchedSignals(FileSystems.getDefault().newWatchService());
        Thread.ofVirtual().name("log-signals").start(signals::run);
        return signals;
    }

    @Override
    public Armed arm(Path file, long readUpTo, Runnable grown) throws IOException {
        synchronized (wanted) { // so that no event overtakes the entry
            var key = Objects.requireNonNull(file.getParent())
                    .register(service, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            wanted.computeIfAbsent(key, _ -> new ArrayList<>()).add(grown);
        }
        if (Files.exists(file) && Files.size(file) > readUpTo) {
            grown.run();
        }
        return () -> {
            synchronized (wanted) {
                wanted.values().removeIf(all -> all.remove(grown) && all.isEmpty());
            }
        };
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            // Nobody listens any more.
        }
    }

    private void run() {
        try {
            while (true) {
                var key = service.take();
                List<Runnable> all;
                synchronized (wanted) {
                    all = wanted.remove(key);
                    key.cancel();
                }
                if (all != null) {
                    all.forEach(Runnable::run);
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // The end.
        }
    }
}
