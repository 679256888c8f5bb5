package daruma.state.change;

import daruma.control.Differences;
import daruma.control.Size;
import daruma.model.AppSpec;
import daruma.model.DesiredApp;
import daruma.model.Refused;
import daruma.model.Release;
import daruma.model.Releases;
import daruma.model.Rollout;
import daruma.model.Traffic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a command makes of an app. Each refuses what cannot be, with {@link Refused}, before anything has happened.
 *
 * @param others every app of the home, for the ports that they have
 */
public record Plans(BackendPorts ports, Collection<DesiredApp> others) {
    public Plans {
        others = List.copyOf(others);
    }

    /** An app that is not there yet. */
    public Planned add(int id, AppSpec declared, Asked asked) {
        var spec = ports.settle(declared, id, Optional.empty(), others);
        var app = with(DesiredApp.first(id, spec), new Releases(asked.note(1), List.of()));
        return new Planned(app, PortVariables.sentence(spec).stream().toList());
    }

    /** An app that is down is declared anew and runs again, all instances at once. */
    public Planned startAnew(DesiredApp app, AppSpec declared, Asked asked) {
        var spec = settled(app, declared);
        return new Planned(
                anew(app, spec, asked).startedAnew(),
                PortVariables.sentence(spec).stream().toList());
    }

    public Planned scale(DesiredApp app, Size size, Asked asked) {
        var spec = app.spec();
        var count = size.from(spec.replicas());
        if (count == spec.replicas()) {
            return Planned.of(app, spec.name() + " has " + instances(count) + " already");
        }
        // Several that serve ports of their own were asked for when the app was declared; one alone was nobody's
        // choice.
        var becomesBalanced =
                spec.traffic().mode() == Traffic.Mode.OWN && spec.port().isPresent() && spec.replicas() == 1;
        var wanted =
                becomesBalanced ? spec.withTraffic(new Traffic(Traffic.Mode.BALANCED, OptionalInt.empty(), 0)) : spec;
        var next = settled(app, wanted.withReplicas(count));
        if (app.running() && Differences.concernNoProcess(spec, next)) {
            return Planned.of(app.adjusted(next));
        }
        return released(app, next, asked);
    }

    /** Another declaration of an app, up or down. */
    public Planned update(DesiredApp app, AppSpec declared, Asked asked) {
        var next = settled(app, declared);
        if (next.equals(app.spec()) && !asked.otherFilesThan(app.releases().current())) {
            return Planned.of(app, app.spec().name() + " is unchanged");
        }
        return released(app, next, asked);
    }

    /** Everything once more; what is down is started. */
    public Planned reload(DesiredApp app, Optional<Map<String, String>> inheritedEnv, Asked asked) {
        var spec = inheritedEnv.map(app.spec()::withInheritedEnv).orElse(app.spec());
        if (!app.running()) {
            return Planned.of(anew(app, spec, asked).startedAnew());
        }
        var isAnother =
                !spec.equals(app.spec()) || asked.otherFilesThan(app.releases().current());
        var next = isAnother ? app.updated(spec, next(app, asked)) : app.reloaded();
        return new Planned(next, gap(spec).stream().toList());
    }

    /** Back to an earlier release, with as many instances as there are now. */
    public Planned undo(DesiredApp app, OptionalInt to, String by) {
        var rollout = app.rollout();
        if (to.isEmpty() && rollout.isPresent()) {
            if (rollout.get().kind() == Rollout.Kind.ROLLBACK) {
                throw new Refused("it is on its way back already. See: daruma rollout status "
                        + app.spec().name());
            }
            return Planned.of(app.rolledBack("asked for by " + by));
        }
        var past = past(app, to);
        var spec = past.spec();
        if (spec.traffic().shared() == app.spec().traffic().shared()) {
            spec = spec.withReplicas(app.spec().replicas());
        }
        spec = settled(app, spec);
        var note = past.note();
        var next = app.running() ? app.updated(spec, note) : app.withSpec(spec, note);
        return new Planned(next, notices(app, spec, app.spec().name() + " goes back to " + note.name()));
    }

    public Planned pause(DesiredApp app) {
        if (app.rollout().isEmpty()) {
            throw new Refused("nothing of it is being replaced. See: daruma rollout status "
                    + app.spec().name());
        }
        return Planned.of(app.paused(true, app.rollout().get().failure()));
    }

    /** It goes on; after a failure, what is new is tried once more. */
    public Planned resume(DesiredApp app) {
        var rollout = app.rollout().filter(Rollout::paused);
        if (rollout.isEmpty()) {
            throw new Refused("no rollout of it is paused. See: daruma rollout status "
                    + app.spec().name());
        }
        if (rollout.get().failure().isEmpty() || rollout.get().kind() == Rollout.Kind.ROLLBACK) {
            return Planned.of(app.paused(false, rollout.get().failure()));
        }
        return Planned.of(
                rollout.get().kind() == Rollout.Kind.RELOAD
                        ? app.reloaded()
                        : app.updated(app.spec(), app.releases().current()));
    }

    // ---- the parts of it -------------------------------------------------------------------------------------------

    private Planned released(DesiredApp app, AppSpec next, Asked asked) {
        var sameFiles = !asked.otherFilesThan(app.releases().current());
        if (sameFiles && Differences.concernNoProcess(app.spec(), next)) {
            var keys = Differences.between(app.spec(), next).stream()
                    .map(change -> change.key())
                    .toList();
            return new Planned(
                    app.adjusted(next),
                    notices(
                            app,
                            next,
                            next.name() + " is changed in " + String.join(", ", keys)
                                    + (app.running() ? "; what runs goes on" : "")));
        }
        var note = next(app, asked);
        var what = next.name() + " becomes " + note.name();
        return app.running()
                ? new Planned(app.updated(next, note), notices(app, next, what))
                : new Planned(anew(app, next, asked), notices(app, next, what));
    }

    private static List<String> notices(DesiredApp app, AppSpec next, String what) {
        var notices = new ArrayList<String>();
        notices.add(what);
        var name = next.name();
        if (!app.running()) {
            notices.add(name + " is stopped; it runs so with its next start: daruma start " + name);
            return notices;
        }
        var from = app.spec();
        var port = from.port();
        if (port.isPresent()
                && from.traffic().mode() != next.traffic().mode()
                && next.port().equals(port)) {
            switch (next.traffic().mode()) {
                case BALANCED ->
                    notices.add(name + " leaves port " + port.getAsInt()
                            + " to the balancer: for a moment nobody is served there. From then on instances serve on"
                            + " ports of their own, from "
                            + next.traffic().backendPort().orElse(0) + " on");
                case DIRECT ->
                    notices.add(name + " leaves port " + port.getAsInt()
                            + " to a socket that is held outside: for a moment nobody is served there");
                case OWN ->
                    notices.add(name + " takes port " + port.getAsInt()
                            + " over itself: for a moment nobody is served there");
            }
        } else if (!app.spec().equals(next) && !Differences.concernNoProcess(from, next)) {
            gap(next).ifPresent(notices::add);
        }
        if (!PortVariables.of(next).equals(PortVariables.of(from))
                || !next.traffic().backendPort().equals(from.traffic().backendPort())) {
            PortVariables.sentence(next).ifPresent(notices::add);
        }
        return notices;
    }

    /** One that serves its port itself cannot be replaced without a moment in which nobody does. */
    private static Optional<String> gap(AppSpec spec) {
        return spec.traffic().shared() || spec.replicas() > 1 || spec.port().isEmpty()
                ? Optional.empty()
                : Optional.of(spec.name() + " serves its port itself, so it is ended before its successor is started."
                        + " Published (-p " + spec.port().getAsInt() + "), it would be replaced without a gap");
    }

    private static Release past(DesiredApp app, OptionalInt to) {
        var releases = app.releases();
        if (to.isPresent() && to.getAsInt() == releases.current().number()) {
            throw new Refused("it runs " + releases.current().name() + " already");
        }
        // Never forward by itself: what was left last can be what has just failed.
        var past = to.isPresent()
                ? releases.find(to.getAsInt())
                : releases.past().stream()
                        .filter(release ->
                                release.note().number() < releases.current().number())
                        .max(Comparator.comparingInt(release -> release.note().number()));
        return past.orElseThrow(() -> new Refused(
                (to.isPresent() ? "there is no release r" + to.getAsInt() : "there is no release before this one")
                        + ", or it is kept no longer. List them with: daruma rollout history "
                        + app.spec().name()));
    }

    private AppSpec settled(DesiredApp app, AppSpec spec) {
        return ports.settle(spec, app.id(), Optional.of(app), others);
    }

    /** Another release for all instances at once, if it is another. */
    private static DesiredApp anew(DesiredApp app, AppSpec spec, Asked asked) {
        if (spec.equals(app.spec())) {
            return asked.otherFilesThan(app.releases().current())
                    ? with(app, app.releases().left(app.spec(), next(app, asked)))
                    : app;
        }
        return app.withSpec(spec, next(app, asked));
    }

    private static Release.Note next(DesiredApp app, Asked asked) {
        return asked.note(app.releases().nextNumber());
    }

    private static DesiredApp with(DesiredApp app, Releases releases) {
        return new DesiredApp(
                app.id(),
                app.spec(),
                app.running(),
                app.specGeneration(),
                app.restartEpoch(),
                new TreeMap<>(app.slots()),
                new TreeSet<>(app.alike()),
                releases,
                app.rollout());
    }

    private static String instances(int count) {
        return count == 1 ? "1 instance" : count + " instances";
    }
}
