package daruma.control.server;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of one client, until its last answer is in the outbox or the client is gone. */
final class Exchange<R extends Answer> implements Answering<R> {
    private final Connection connection;
    private final Method<R> method;
    private final boolean streaming;
    private final boolean oneway;
    private final List<Runnable> whenClosed = new ArrayList<>();
    private @Nullable Runnable whenRoom;
    private boolean open = true;

    Exchange(Connection connection, Method<R> method, boolean streaming, boolean oneway) {
        this.connection = connection;
        this.method = method;
        this.streaming = streaming;
        this.oneway = oneway;
    }

    @Override
    public boolean streaming() {
        return streaming;
    }

    @Override
    public synchronized boolean open() {
        return open;
    }

    @Override
    public void next(R answer) {
        synchronized (this) {
            if (!open || !streaming || oneway) {
                return;
            }
            connection.send(new Outgoing.Typed<>(method, answer, true));
        }
    }

    @Override
    public void done(R answer) {
        finish(new Outgoing.Typed<>(method, answer, false));
    }

    @Override
    public void fail(Fault.Remote fault) {
        finish(Connection.error(fault));
    }

    @Override
    public void whenRoom(Runnable more) {
        synchronized (this) {
            if (!open) {
                return;
            }
            whenRoom = more;
        }
        room();
    }

    @Override
    public void whenClosed(Runnable then) {
        synchronized (this) {
            if (open) {
                whenClosed.add(then);
                return;
            }
        }
        connection.run(then);
    }

    /** Told by the connection whenever something has been sent. */
    void room() {
        Runnable more;
        synchronized (this) {
            more = whenRoom;
            if (more == null || !open || !connection.hasRoom()) {
                return;
            }
            whenRoom = null;
        }
        connection.run(more);
    }

    /** The client is gone. */
    void abandon() {
        close();
    }

    private void finish(Outgoing last) {
        synchronized (this) {
            if (!open) {
                return;
            }
            if (!oneway) {
                connection.send(last);
            }
        }
        close();
        connection.finished();
    }

    private void close() {
        List<Runnable> listeners;
        synchronized (this) {
            open = false;
            whenRoom = null;
            listeners = List.copyOf(whenClosed);
            whenClosed.clear();
        }
        listeners.forEach(connection::run);
    }
}
