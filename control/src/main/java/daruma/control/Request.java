package daruma.control;

import daruma.model.AppSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What may be asked of a daemon. Selectors are text as people type them; {@link Selector} reads them.
 *
 * @param <R> what is answered: once, or many times by {@link Method#streams() streaming} methods
 */
public sealed interface Request<R extends Answer> {

    /** The method of the interface that it calls. */
    Method<R> method();

    /** Is anybody there? */
    record Ping() implements Request<Answer.Pong> {
        @Override
        public Method<Answer.Pong> method() {
            return Method.PING;
        }
    }

    /** What are you? */
    record DaemonInfo() implements Request<Answer.DaemonInfo> {
        @Override
        public Method<Answer.DaemonInfo> method() {
            return Method.INFO;
        }
    }

    /**
     * Declare apps and run them. An app that is there already with an equal spec is started if it is stopped; with another
     * spec, {@link Fault.NameTaken}.
     *
     * @param waiting answer when they are ready or have failed; otherwise as soon as the wish is on disk
     */
    record Start(List<AppSpec> apps, boolean waiting) implements Request<Answer.Step> {
        public Start {
            apps = List.copyOf(apps);
        }

        @Override
        public Method<Answer.Step> method() {
            return Method.START;
        }
    }

    /** Run again what is stopped. */
    record Resume(List<String> selectors, boolean waiting) implements Request<Answer.Step> {
        public Resume {
            selectors = List.copyOf(selectors);
        }

        @Override
        public Method<Answer.Step> method() {
            return Method.RESUME;
        }
    }

    /** Stop, and keep the declaration. With {@code waiting}: answer when nothing of them is left running. */
    record Stop(List<String> selectors, boolean waiting) implements Request<Answer.Step> {
        public Stop {
            selectors = List.copyOf(selectors);
        }

        @Override
        public Method<Answer.Step> method() {
            return Method.STOP;
        }
    }

    /**
     * Stop and start again.
     *
     * @param inheritedEnv the environment of the caller's shell, to take the place of the one inherited before
     */
    record Restart(List<String> selectors, Optional<Map<String, String>> inheritedEnv, boolean waiting)
            implements Request<Answer.Step> {
        public Restart {
            selectors = List.copyOf(selectors);
            inheritedEnv = inheritedEnv.map(Map::copyOf);
        }

        @Override
        public Method<Answer.Step> method() {
            return Method.RESTART;
        }
    }

    /** How many instances there are. What runs already goes on, if it can. */
    record Scale(List<String> selectors, Size size, boolean waiting) implements Request<Answer.Step> {
        public Scale {
            selectors = List.copyOf(selectors);
        }

        @Override
        public Method<Answer.Step> method() {
            return Method.SCALE;
        }
    }

    /**
     * Replace every instance, one after the other, so that something serves all the time.
     *
     * @param inheritedEnv as for {@link Restart}
     */
    record Reload(List<String> selectors, Optional<Map<String, String>> inheritedEnv, boolean waiting)
            implements Request<Answer.Step> {
        public Reload {
            selectors = List.copyOf(selectors);
            inheritedEnv = inheritedEnv.map(Map::copyOf);
        }

        @Override
        public Method<Answer.Step> method() {
            return Method.RELOAD;
        }
    }

    /**
     * Declare apps anew while they are up. What differs is another release, whose instances take the place of those there one
     * after the other; an app that is not there yet is started, one that is down stays so.
     *
     * @param mergeEnv what is declared in {@code env} is laid over what was declared before; otherwise it takes its place
     * @param unsetEnv names that are taken out of it, with {@code mergeEnv}
     * @param updateEnv the inherited environment counts, too; otherwise what was inherited before stays
     */
    record Update(List<AppSpec> apps, boolean mergeEnv, List<String> unsetEnv, boolean updateEnv, boolean waiting)
            implements Request<Answer.Step> {
        public Update {
            apps = List.copyOf(apps);
            unsetEnv = List.copyOf(unsetEnv);
        }

        @Override
        public Method<Answer.Step> method() {
            return Method.UPDATE;
        }
    }

    /**
     * Have a say in how instances are being replaced.
     *
     * @param to with {@link Step#UNDO}: the release that comes back; otherwise the one before
     */
    record Rollout(List<String> selectors, Step step, OptionalInt to, boolean waiting) implements Request<Answer.Step> {
        /** What is to be done. */
        public enum Step {
            /** It stands still. */
            PAUSE,
            /** It goes on. */
            RESUME,
            /** What ran before comes back. */
            UNDO,
            /** Every instance is replaced by one of the same release. */
            RESTART
        }

        public Rollout {
            selectors = List.copyOf(selectors);
        }

        @Override
        public Method<Answer.Step> method() {
            return Method.ROLLOUT;
        }
    }

    /** What does it run, and what did it run before? */
    record Releases(String selector) implements Request<Answer.History> {
        @Override
        public Method<Answer.History> method() {
            return Method.RELEASES;
        }
    }

    /** Stop and forget. */
    record Delete(List<String> selectors) implements Request<Answer.Step> {
        public Delete {
            selectors = List.copyOf(selectors);
        }

        @Override
        public Method<Answer.Step> method() {
            return Method.DELETE;
        }
    }

    /** Set restart counts to zero, and forget what made a crash loop of it. */
    record Reset(List<String> selectors) implements Request<Answer.Step> {
        public Reset {
            selectors = List.copyOf(selectors);
        }

        @Override
        public Method<Answer.Step> method() {
            return Method.RESET;
        }
    }

    /** How are they? No selector: all. */
    record ListApps(List<String> selectors) implements Request<Answer.Listing> {
        public ListApps {
            selectors = List.copyOf(selectors);
        }

        @Override
        public Method<Answer.Listing> method() {
            return Method.LIST;
        }
    }

    /**
     * Everything about one app.
     *
     * @param lines how many of its last lines
     */
    record Describe(String selector, int lines) implements Request<Answer.Description> {
        @Override
        public Method<Answer.Description> method() {
            return Method.DESCRIBE;
        }
    }

    /** Why is it as it is? */
    record Why(String selector) implements Request<Answer.Story> {
        @Override
        public Method<Answer.Story> method() {
            return Method.WHY;
        }
    }

    /**
     * What happened.
     *
     * @param selectors empty: everything
     * @param sinceId only events with a greater id
     * @param follow go on with events as they come
     */
    record Events(List<String> selectors, OptionalLong sinceId, boolean follow) implements Request<Answer.Events> {
        public Events {
            selectors = List.copyOf(selectors);
        }

        @Override
        public Method<Answer.Events> method() {
            return Method.EVENTS;
        }
    }

    /** What was written. */
    record Logs(LogQuery query) implements Request<Answer.Lines> {
        @Override
        public Method<Answer.Lines> method() {
            return Method.LOGS;
        }
    }

    /**
     * The environment that a program has or would be given.
     *
     * @param reveal with the values of secrets
     */
    record Env(String selector, boolean reveal) implements Request<Answer.Environment> {
        @Override
        public Method<Answer.Environment> method() {
            return Method.ENV;
        }
    }

    /** Which failures are known? */
    record Incidents() implements Request<Answer.IncidentList> {
        @Override
        public Method<Answer.IncidentList> method() {
            return Method.INCIDENTS;
        }
    }

    /** What is known of one failure? */
    record ShowIncident(long number) implements Request<Answer.IncidentShown> {
        @Override
        public Method<Answer.IncidentShown> method() {
            return Method.SHOW_INCIDENT;
        }
    }

    /**
     * What would happen? Nothing is started or declared.
     *
     * @param apps as they are, or would be, declared
     * @param fall how the program would die; empty: only the declarations are looked at
     * @param span how much time is looked at
     * @param seed of the chance by which waits are varied
     */
    record Simulate(List<AppSpec> apps, Optional<Fall> fall, Duration span, long seed)
            implements Request<Answer.Forecasts> {
        public Simulate {
            apps = List.copyOf(apps);
        }

        /**
         * A program that dies again and again.
         *
         * @param every its age at each death
         * @param readyAfter when it is ready; not before its death: never
         */
        public record Fall(Duration every, Duration readyAfter, int exitCode) {}

        @Override
        public Method<Answer.Forecasts> method() {
            return Method.SIMULATE;
        }
    }

    /** Remember the present set of apps for {@link Resurrect}. */
    record Save() implements Request<Answer.Done> {
        @Override
        public Method<Answer.Done> method() {
            return Method.SAVE;
        }
    }

    /** Bring back the remembered set of apps. */
    record Resurrect(boolean waiting) implements Request<Answer.Step> {
        @Override
        public Method<Answer.Step> method() {
            return Method.RESURRECT;
        }
    }

    /**
     * End the daemon.
     *
     * @param stopApps stop the apps first; otherwise they go on without it
     * @param drain with {@code stopApps}: only until a daemon comes back, as for a shutdown of the machine; what is desired
     *     stays as it is
     */
    record Shutdown(boolean stopApps, boolean drain) implements Request<Answer.Done> {
        public Shutdown(boolean stopApps) {
            this(stopApps, false);
        }

        @Override
        public Method<Answer.Done> method() {
            return Method.SHUTDOWN;
        }
    }
}
