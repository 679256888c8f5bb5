package daruma.supervisor.dependency;

import daruma.model.AppName;
import daruma.model.Dependencies.Group;
import daruma.model.DesiredApp;
import daruma.supervisor.restart.Span;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the death of a member means for its group, with the strategies, the intensity and the period of OTP.
 *
 * <p>As many deaths as the intensity says are borne within the period: those that the strategy names are restarted along.
 * One more escalates: the whole group is restarted, whatever its strategy. If that does not help either, the group is in a
 * crash loop: somebody is told, and from then on its members fall and get up alone, with the back-off of their own, until
 * none has died for a whole period.
 */
public final class GroupBudget {
    private GroupBudget() {}

    /** How far a group has come. */
    public enum Level {
        CALM,
        /** It has been restarted as a whole. */
        ESCALATED,
        CRASH_LOOP
    }

    /**
     * The deaths of a group that still matter.
     *
     * @param deaths within the period before the last of them, oldest first
     */
    public record Tally(List<Instant> deaths, Level level) {
        public static final Tally NONE = new Tally(List.of(), Level.CALM);

        public Tally {
            deaths = List.copyOf(deaths);
        }
    }

    /**
     * What follows from a death.
     *
     * @param along who is restarted along, in the order of starting
     * @param rule which rule applied, with its numbers
     * @param alert somebody is to be told that the group is in a crash loop
     */
    public record Ruling(Tally tally, List<AppName> along, String rule, boolean alert) {
        public Ruling {
            along = List.copyOf(along);
        }
    }

    /**
     * Judges.
     *
     * @param died a member of {@code group}
     * @param apps all that are declared
     */
    public static Ruling judge(AppName died, Group group, Collection<DesiredApp> apps, Tally before, Instant now) {
        var horizon = now.minus(group.period());
        var recent = before.deaths().stream().filter(at -> at.isAfter(horizon)).toList();
        // A whole period without a death: what was before is over.
        var level = recent.isEmpty() ? Level.CALM : before.level();
        var deaths = Stream.concat(recent.stream(), Stream.of(now)).toList();
        var numbers = deaths.size() + " deaths in " + Span.of(group.period()) + ", intensity " + group.intensity();
        var name = "group \"" + group.name() + "\", " + word(group) + ": ";
        if (level == Level.CRASH_LOOP) {
            return new Ruling(
                    new Tally(deaths.subList(Math.max(0, deaths.size() - group.intensity() - 1), deaths.size()), level),
                    List.of(),
                    name + "crash loop, each for itself",
                    false);
        }
        if (deaths.size() <= group.intensity()) {
            return new Ruling(new Tally(deaths, level), along(died, group, apps), name + numbers, false);
        }
        return level == Level.CALM
                ? new Ruling(
                        new Tally(List.of(now), Level.ESCALATED),
                        members(group, apps).filter(app -> !app.equals(died)).toList(),
                        name + numbers + ", so the whole group",
                        false)
                : new Ruling(new Tally(deaths, Level.CRASH_LOOP), List.of(), name + numbers + ", again", true);
    }

    private static List<AppName> along(AppName died, Group group, Collection<DesiredApp> apps) {
        return switch (group.strategy()) {
            case ONE_FOR_ONE -> List.of();
            case ONE_FOR_ALL ->
                members(group, apps).filter(app -> !app.equals(died)).toList();
            case REST_FOR_ONE ->
                members(group, apps).dropWhile(app -> !app.equals(died)).skip(1).toList();
        };
    }

    /** In the order of starting. */
    private static Stream<AppName> members(Group group, Collection<DesiredApp> apps) {
        return apps.stream()
                .filter(app ->
                        place(app).filter(it -> it.name().equals(group.name())).isPresent())
                .sorted(Comparator.<DesiredApp>comparingInt(
                                app -> place(app).orElseThrow().position())
                        .thenComparing(app -> app.spec().name()))
                .map(app -> app.spec().name());
    }

    private static Optional<Group> place(DesiredApp app) {
        return app.spec().dependencies().group();
    }

    private static String word(Group group) {
        return switch (group.strategy()) {
            case ONE_FOR_ONE -> "one_for_one";
            case ONE_FOR_ALL -> "one_for_all";
            case REST_FOR_ONE -> "rest_for_one";
        };
    }
}
