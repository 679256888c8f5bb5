package daruma.supervisor.dependency;

import daruma.model.AppName;
import daruma.model.Dependencies;
import daruma.model.Dependencies.Condition;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;

/** Whether an app may be started, as far as what it needs is concerned. */
public final class Gate {
    private Gate() {}

    /** How far an app that others need has come. */
    public enum Reached {
        NOT_DECLARED,
        /** It should not run. */
        DOWN,
        /** It is on its way. */
        NOTHING,
        STARTED,
        READY,
        COMPLETED,
        /** It is down and will not come up by itself, or fails again and again. */
        FAILED
    }

    /** What follows. */
    public sealed interface Ruling {}

    /** Start it. */
    public record Open() implements Ruling {}

    /**
     * Not yet.
     *
     * @param why for people: {@code waits for "db" to be ready}
     * @param hopeless whether that needs somebody to do something
     */
    public record Held(String why, boolean hopeless) implements Ruling {}

    /**
     * Judges.
     *
     * @param reached how far the apps have come that it needs
     */
    public static Ruling judge(Dependencies dependencies, Function<AppName, Reached> reached) {
        var needs = dependencies.on().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .toList();
        Ruling ruling = new Open();
        for (var need : needs) {
            var one = judge(need.getKey(), need.getValue(), reached.apply(need.getKey()));
            if (one instanceof Held held && (ruling instanceof Open || held.hopeless())) {
                ruling = held;
                if (held.hopeless()) {
                    return ruling;
                }
            }
        }
        return ruling;
    }

    private static Ruling judge(AppName app, Condition condition, Reached reached) {
        return switch (reached) {
            case NOT_DECLARED ->
                new Held("needs \"" + app + "\", and there is no such app: start " + app + " first", true);
            case DOWN -> new Held("needs \"" + app + "\", which is stopped: daruma start " + app, true);
            case FAILED -> new Held("needs \"" + app + "\", which fails: daruma why " + app, true);
            case NOTHING -> waits(app, condition);
            case STARTED -> condition == Condition.STARTED ? new Open() : waits(app, condition);
            case READY -> condition == Condition.COMPLETED ? waits(app, condition) : new Open();
            case COMPLETED -> new Open();
        };
    }

    private static Held waits(AppName app, Condition condition) {
        return new Held(
                "waits for \"" + app + "\" to "
                        + switch (condition) {
                            case STARTED -> "be started";
                            case READY -> "be ready";
                            case COMPLETED -> "be completed";
                        },
                false);
    }
}
