package daruma.logs;

import daruma.model.AppName;

/** Hears when a log cannot be written and when it can again. Called on the log thread; returns at once. */
public interface LogTrouble {
    /**
     * The output of an app stays in its spools for now; it is tried again by itself. Told once until {@link #recovered}.
     *
     * @param problem for people: what, why, what next
     */
    void failing(AppName app, String problem);

    void recovered(AppName app);
}
