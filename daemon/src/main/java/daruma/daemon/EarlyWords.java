package daruma.daemon;

import daruma.process.notify.Notification;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps what programs say until it is known who they are: while the daemon was away they went on talking to a socket that was
 * kept for it, and what they said comes before they are found.
 */
final class EarlyWords {
    private static final int MOST = 10_000;

    private final Consumer<Notification> listener;
    private final List<Notification> early = new ArrayList<>();
    private boolean open;

    EarlyWords(Consumer<Notification> listener) {
        this.listener = listener;
    }

    synchronized void hear(Notification said) {
        if (open) {
            listener.accept(said);
        } else if (early.size() < MOST) {
            early.add(said);
        }
    }

    /** From now on they are known. */
    synchronized void open() {
        open = true;
        early.forEach(listener);
        early.clear();
    }
}
