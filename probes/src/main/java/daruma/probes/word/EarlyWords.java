package daruma.probes.word;

import daruma.process.notify.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps what programs say until it is known who they are: while the daemon was away they went on talking to a socket that was
 * kept for it, and what they said comes before they are found.
 */
public final class EarlyWords {
    private static final int MOST = 10_000;

    private final Consumer<Notification> listener;
    private final List<Notification> early = new ArrayList<>();
    private boolean open;

    public EarlyWords(Consumer<Notification> listener) {
        this.listener = listener;
    }

    public synchronized void hear(Notification said) {
        if (open) {
            listener.accept(said);
        } else if (early.size() < MOST) {
            early.add(said);
        }
    }

    /** From now on they are known. */
    public synchronized void open() {
        open = true;
        early.forEach(listener);
        early.clear();
    }
}
