package daruma.supervisor.lifecycle;

import daruma.model.DesiredApp;
import daruma.model.StopPolicy;
import daruma.model.Traffic;

/** What should be true of one slot. */
public sealed interface Goal {

    /** It runs what the app says; an incarnation launched for an older {@link Aim} is replaced. */
    record Run(DesiredApp app, int slot) implements Goal {
        public Aim aim() {
            return Aim.of(app, slot);
        }
    }

    /**
     * It is to run, and not to be started yet. What lives is left alone.
     *
     * @param why for people: {@code waits for "db" to be ready}
     * @param hopeless whether that needs somebody to do something
     */
    record Held(DesiredApp app, int slot, String why, boolean hopeless) implements Goal {}

    /** It is down. */
    record Down(StopPolicy stop, boolean drains) implements Goal {
        /** One to which nobody is passed on. */
        public Down(StopPolicy stop) {
            this(stop, false);
        }
    }

    /** It is down, and then forgotten: the app was deleted, or has fewer instances now. */
    record Gone(StopPolicy stop, boolean drains) implements Goal {
        /** One to which nobody is passed on. */
        public Gone(StopPolicy stop) {
            this(stop, false);
        }
    }

    /** What an app as it is desired means for one of its slots, whatever others there are. */
    static Goal of(DesiredApp app, int slot) {
        if (!app.has(slot)) {
            return new Gone(app.spec().stop(), drains(app));
        }
        return app.runs(slot) ? new Run(app, slot) : new Down(app.spec().stop(), drains(app));
    }

    private static boolean drains(DesiredApp app) {
        return app.spec().traffic().mode() == Traffic.Mode.BALANCED;
    }

    /** Whether requests that are under way can be waited for before it is asked to end: somebody passes them on, and knows. */
    default boolean drains() {
        return switch (this) {
            case Run(var app, var _) -> drains(app);
            case Held held -> drains(held.app());
            case Down(var _, var drains) -> drains;
            case Gone(var _, var drains) -> drains;
        };
    }

    /** How what lives in the slot is asked to end: always as declared last, not as declared when it was launched. */
    default StopPolicy stop() {
        return switch (this) {
            case Run(var app, var _) -> app.spec().stop();
            case Held held -> held.app().spec().stop();
            case Down(var stop, var _) -> stop;
            case Gone(var stop, var _) -> stop;
        };
    }

    /** Whether an incarnation that was launched for {@code aim} may live on. */
    default boolean wants(Aim aim) {
        return switch (this) {
            case Run run -> accepts(run.app(), run.slot(), aim);
            case Held held -> accepts(held.app(), held.slot(), aim);
            case Down _, Gone _ -> false;
        };
    }

    private static boolean accepts(DesiredApp app, int slot, Aim aim) {
        return app.accepts(aim.specGeneration()) && aim.restartEpoch() >= app.restartEpoch(slot);
    }
}
