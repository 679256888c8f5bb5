package daruma.supervisor.loop;

import daruma.model.AppName;
import daruma.model.Event;
import daruma.model.InstanceId;
import daruma.supervisor.health.Guard;
import daruma.supervisor.lifecycle.Checkup;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.Reason;
import daruma.supervisor.lifecycle.Told;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks the {@link Guard} when it has to be asked: as long as an instance of an app waits for its ruling, after each change
 * of one of its instances. Remembers for which apps a shared cause was told, so that it is told once.
 */
final class GuardDuty {
    private static final String OVER = "no more than half fail together, or one that was restarted has been stable";
    private final Set<AppName> waiting = new TreeSet<>();
    private final Set<AppName> sharedCauses = new TreeSet<>();
    private final Set<AppName> changed = new TreeSet<>();

    /**
     * What follows for an app.
     *
     * @param rulings to be decided on
     * @param told about the app as a whole
     */
    record Duty(List<InstanceEvent.About> rulings, Optional<Told> told) {}

    /** Notes what a decision has changed. */
    void saw(Instance instance) {
        var app = instance.id().app();
        if (Checkup.complains(instance)) {
            waiting.add(app);
        }
        if (waiting.contains(app)) {
            changed.add(app);
        }
    }

    void gone(InstanceId instance) {
        if (waiting.contains(instance.app())) {
            changed.add(instance.app());
        }
    }

    /** Something else that a ruling depends on has changed. */
    void ask(AppName app) {
        if (waiting.contains(app)) {
            changed.add(app);
        }
    }

    /** Whose instances are to be looked at; each is named once. */
    Optional<AppName> next() {
        var first = changed.stream().findFirst();
        first.ifPresent(changed::remove);
        return first;
    }

    Duty look(AppName app, Collection<Instance> instances) {
        var patients =
                instances.stream().map(Checkup::of).flatMap(Optional::stream).toList();
        var ruling = Guard.judge(patients);
        var rulings = new ArrayList<InstanceEvent.About>();
        for (var instance : instances) {
            var incarnation = instance.memory().last();
            if (incarnation.isPresent() && ruling.allowed().contains(instance.id())) {
                rulings.add(new InstanceEvent.HealingAllowed(incarnation.get()));
            }
            var rule = ruling.withheld().get(instance.id());
            if (incarnation.isPresent() && rule != null) {
                rulings.add(new InstanceEvent.HealingWithheld(incarnation.get(), rule));
            }
        }
        if (instances.stream().noneMatch(Checkup::complains)) {
            waiting.remove(app);
        }
        return new Duty(rulings, told(app, ruling));
    }

    private Optional<Told> told(AppName app, Guard.Ruling ruling) {
        if (ruling.sharedCause().isPresent()) {
            return sharedCauses.add(app)
                    ? Optional.of(new Told(
                            Event.Type.WARNING,
                            Reason.SHARED_CAUSE.word(),
                            0,
                            ruling.sharedCause().get() + "; restart none of them, and look for what they share",
                            ruling.sharedCause().get(),
                            "more than half failing together is a shared cause",
                            "restart none of them, and look for what they share"))
                    : Optional.empty();
        }
        return sharedCauses.remove(app)
                ? Optional.of(new Told(
                        Event.Type.NORMAL,
                        Reason.SHARED_CAUSE_OVER.word(),
                        0,
                        OVER + "; restarts for health go on",
                        OVER,
                        "more than half failing together is a shared cause",
                        "restarts for health go on"))
                : Optional.empty();
    }
}
