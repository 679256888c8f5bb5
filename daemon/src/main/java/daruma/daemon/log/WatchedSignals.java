package daruma.daemon.log;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Signals through the JDK's watch service, which is inotify on Linux and polling elsewhere. */
public final class WatchedSignals implements SpoolSignals {
    private final WatchService service;
    private final Map<WatchKey, Runnable> wanted = new ConcurrentHashMap<>();

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
    public Armed arm(Path directory, Runnable changed) throws IOException {
        synchronized (wanted) { // so that no event overtakes the entry
            var key = directory.register(
                    service, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
            wanted.put(key, changed);
            return () -> {
                wanted.remove(key);
                key.cancel();
            };
        }
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
                Runnable changed;
                synchronized (wanted) {
                    changed = wanted.remove(key);
                    key.cancel();
                }
                if (changed != null) {
                    changed.run();
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // The end.
        }
    }
}
