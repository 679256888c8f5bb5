package daruma.daemon.command;

import daruma.control.Answer;
import daruma.control.server.Answering;
import daruma.model.AppName;
import daruma.model.AppStatus;
import daruma.model.DesiredApp;
import daruma.model.InstanceId;
import daruma.model.InstanceStatus;
import daruma.supervisor.lifecycle.Instance;
import daruma.supervisor.loop.Observed;
import daruma.supervisor.loop.SupervisorLoop;
import daruma.supervisor.loop.SupervisorLoop.Subscription;
import daruma.supervisor.status.StartOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a change has become true, or will not: one object per call that waits. It looks at each publication of the
 * supervisor, tells what moved, and answers at the end from another thread, for the last lines may have to be read.
 */
final class Waiting {
    /** What a call waits for. */
    enum For {
        /** Every instance is ready, completed or failed. */
        READY,
        /** Every instance is new and ready, or it is known that it will not come to that. */
        REPLACED,
        /** Nothing of the apps runs. */
        DOWN,
        /** Nothing of the apps is left. */
        GONE,
        /** That the supervisor has heard of it. */
        NOTHING
    }

    private final Changes.Made made;
    private final For what;
    private final Supplier<Instant> now;
    private final Reporter reporter;
    private final Answering<Answer.Step> reply;
    private final Executor executor;
    private final Map<InstanceId, InstanceStatus> told = new HashMap<>();
    private final Map<AppName, AppStatus> last = new TreeMap<>();
    /** Why what was asked for has been given up. */
    private final BiFunction<AppName, Long, Optional<String>> failure;

    private volatile @Nullable Subscription subscription;
    private boolean over;

    /** Makes the last answer. May block for as long as it takes to read some lines. */
    interface Reporter {
        Answer.Changed report(List<AppStatus> apps, Map<AppName, String> failures);
    }

    private Waiting(
            Changes.Made made,
            For what,
            Supplier<Instant> now,
            BiFunction<AppName, Long, Optional<String>> failure,
            Reporter reporter,
            Answering<Answer.Step> reply,
            Executor executor) {
        this.made = made;
        this.failure = failure;
        // What is deleted is shown as it was last.
        made.apps()
                .forEach(name -> made.before().statusOf(name, now.get()).ifPresent(status -> last.put(name, status)));
        this.what = what;
        this.now = now;
        this.reporter = reporter;
        this.reply = reply;
        this.executor = executor;
    }

    static void begin(
            SupervisorLoop loop,
            Changes.Made made,
            For what,
            Supplier<Instant> now,
            BiFunction<AppName, Long, Optional<String>> failure,
            Reporter reporter,
            Answering<Answer.Step> reply,
            Executor executor) {
        var waiting = new Waiting(made, what, now, failure, reporter, reply, executor);
        waiting.subscription = loop.listen(waiting::look);
        reply.whenClosed(waiting::unsubscribe);
        waiting.look(loop.observed());
    }

    private synchronized void look(Observed observed) {
        if (over) {
            return;
        }
        if (!reply.open()) {
            end();
            return;
        }
        if (observed.seen() < made.ticket()) {
            return;
        }
        var failures = new HashMap<AppName, String>();
        boolean settled = true;
        for (var name : made.apps()) {
            var instances = observed.instancesOf(name).stream()
                    .filter(instance -> made.isAbout(instance.id()))
                    .toList();
            observed.statusOf(name, now.get()).ifPresent(status -> last.put(name, status));
            for (var instance : instances) {
                progress(instance);
            }
            settled &= switch (what) {
                case NOTHING -> true;
                case READY -> ready(name, instances, observed.desired().get(name), failures);
                case REPLACED -> replaced(name, instances, observed.desired().get(name), failures);
                case DOWN -> instances.stream().allMatch(StartOutcome::down);
                case GONE -> instances.isEmpty();
            };
        }
        if (settled) {
            end();
            var apps = List.copyOf(last.values());
            executor.execute(() -> reply.done(reporter.report(apps, failures)));
        }
    }

    private static boolean ready(
            AppName name, List<Instance> known, @Nullable DesiredApp declared, Map<AppName, String> failures) {
        // One that was deleted, or is one too many, is on its way out.
        var instances = known.stream()
                .filter(instance ->
                        declared != null && declared.has(instance.id().slot()))
                .toList();
        if (declared == null || (instances.isEmpty() && !known.isEmpty())) {
            failures.put(name, "somebody deleted it meanwhile");
            return true;
        }
        boolean settled = !instances.isEmpty();
        var why = new ArrayList<String>();
        for (var instance : instances) {
            switch (StartOutcome.of(instance)) {
                case StartOutcome.Pending _ -> settled = false;
                case StartOutcome.Ready _, StartOutcome.Completed _ -> {}
                case StartOutcome.Failed(var reason) ->
                    why.add(instances.size() == 1 ? reason : instance.id() + ": " + reason);
            }
        }
        if (!why.isEmpty()) {
            failures.put(name, String.join("; ", new HashSet<>(why).size() == 1 ? Set.of(why.getFirst()) : why));
        }
        return settled;
    }

    private boolean replaced(
            AppName name, List<Instance> known, @Nullable DesiredApp declared, Map<AppName, String> failures) {
        var made = this.made.desired().get(name);
        if (declared == null || made == null) {
            failures.put(name, "somebody deleted it meanwhile");
            return true;
        }
        if (!declared.running()) {
            if (made.running()) {
                failures.put(name, "somebody asked for it to be stopped meanwhile");
            }
            return true;
        }
        var rollout = declared.rollout();
        // What was asked for may itself be the way back; then its reason is no failure.
        boolean ours = declared.specGeneration() == made.specGeneration();
        if (rollout.isPresent()) {
            if (rollout.get().paused()) {
                failures.put(
                        name,
                        rollout.get()
                                        .failure()
                                        .map(why -> why + "; it stands still")
                                        .orElse("it stands still") + ". Go on: daruma rollout resume " + name
                                + "; go back: daruma rollout undo " + name);
            }
            return rollout.get().paused();
        }
        if (!ours) {
            failures.put(
                    name,
                    failure.apply(name, made.specGeneration())
                            .map(why -> why + "; it is back at "
                                    + declared.releases().current().name())
                            .orElse("it was changed once more meanwhile, see: daruma why " + name));
            return true;
        }
        var most = declared.spec().replicas() + declared.spec().traffic().spare();
        return ready(name, known, declared, failures)
                && known.stream().allMatch(instance -> instance.id().slot() < most);
    }

    private void progress(Instance instance) {
        if (what == For.NOTHING || !reply.streaming()) {
            return;
        }
        var status = daruma.supervisor.status.Standing.of(instance, now.get());
        var before = told.put(instance.id(), status);
        if (before == null || before.status() != status.status() || before.incarnation() != status.incarnation()) {
            reply.next(new Answer.Progress(
                    instance.id(),
                    status.status(),
                    status.reason().orElse(status.status().word())));
        }
    }

    private void end() {
        over = true;
        unsubscribe();
    }

    private void unsubscribe() {
        var it = subscription;
        if (it != null) {
            it.close();
        }
    }
}
