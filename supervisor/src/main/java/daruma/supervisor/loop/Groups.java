package daruma.supervisor.loop;

import daruma.model.AppName;
import daruma.model.DesiredApp;
import daruma.model.Event;
import daruma.supervisor.dependency.GroupBudget;
import daruma.supervisor.lifecycle.Goal;
import daruma.supervisor.lifecycle.GroupDeaths;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.InstanceMemory;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.lifecycle.Reason;
import daruma.supervisor.lifecycle.Told;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the death of one instance means for the others of its group. Remembers the deaths of each group. */
final class Groups {
    private final Map<String, GroupBudget.Tally> tallies = new HashMap<>();
    private final Map<String, GroupDeaths> recalled = new HashMap<>();

    /**
     * What follows.
     *
     * @param along to be decided on
     * @param alert about the app that died
     * @param deaths to be remembered with the instance that died
     */
    record Consequence(List<InstanceEvent.SiblingDied> along, Optional<Told> alert, Optional<GroupDeaths> deaths) {
        static final Consequence NONE = new Consequence(List.of(), Optional.empty(), Optional.empty());
    }

    /** What a daemon before us remembered; asked in any order, the latest death of a group is right. */
    void recall(InstanceMemory memory) {
        memory.group()
                .ifPresent(deaths -> recalled.merge(
                        deaths.group(),
                        deaths,
                        (one, other) -> one.last()
                                        .orElse(Instant.MIN)
                                        .isBefore(other.last().orElse(Instant.MIN))
                                ? other
                                : one));
        recalled.forEach((name, deaths) -> tallies.put(name, deaths.tally()));
    }

    Consequence after(
            Instance before,
            Instance after,
            InstanceEvent event,
            Collection<DesiredApp> apps,
            Function<AppName, Collection<Instance>> instances,
            Instant now) {
        var exit = after.memory().lastExit();
        if (!(event instanceof InstanceEvent.Ended ended)
                || ended.withMachine()
                || !(after.goal() instanceof Goal.Run run)
                || exit.isEmpty()
                || exit.equals(before.memory().lastExit())
                || exit.get().asked()
                || after.state() instanceof InstanceState.Completed) {
            return Consequence.NONE;
        }
        var group = run.app().spec().dependencies().group();
        if (group.isEmpty()) {
            return Consequence.NONE;
        }
        var tally = tallies.getOrDefault(group.get().name(), GroupBudget.Tally.NONE);
        var ruling = GroupBudget.judge(after.id().app(), group.get(), apps, tally, now);
        tallies.put(group.get().name(), ruling.tally());
        var cause = after.id() + " died: " + exit.get().status().describe();
        var along = new ArrayList<InstanceEvent.SiblingDied>();
        for (var app : ruling.along()) {
            for (var instance : instances.apply(app)) {
                if (instance.state() instanceof InstanceState.Living living) {
                    along.add(new InstanceEvent.SiblingDied(living.incarnation(), cause, ruling.rule()));
                }
            }
        }
        return new Consequence(
                along,
                ruling.alert() ? Optional.of(alert(ruling.rule(), cause)) : Optional.empty(),
                Optional.of(new GroupDeaths(group.get().name(), ruling.tally())));
    }

    private static Told alert(String rule, String cause) {
        var decision = "restart its members each for itself from now on, and tell somebody";
        return new Told(
                Event.Type.WARNING, Reason.GROUP_CRASH_LOOP.word(), 0, cause + "; " + decision, cause, rule, decision);
    }
}
