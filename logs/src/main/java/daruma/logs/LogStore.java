package daruma.logs;

import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.LogPolicy;
import java.nio.file.Path;

/** The logs of all apps. Every method returns at once and may be called from any thread. */
public interface LogStore extends SpoolCopying, AutoCloseable {
    /** Says how the app's log is kept; to be said for every app at start, and again on every change. */
    void declare(AppName app, LogPolicy policy);

    /** Adds Daruma's own remark, after what the incarnation had written when this was called. */
    void note(Incarnation incarnation, String text);

    /** The app is deleted: once its incarnations have finished, nothing of it is kept but its log files. */
    void forget(AppName app);

    LogReader query(LogQuery query);

    /** The file that is written to now. */
    Path file(AppName app);

    /** Copies what is there now, for at most a second, and stops. What comes later waits in the spools. */
    @Override
    void close();
}
