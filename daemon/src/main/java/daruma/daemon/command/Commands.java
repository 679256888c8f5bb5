package daruma.daemon.command;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.Request;
import daruma.control.server.Answering;
import daruma.control.server.Controller;
import daruma.daemon.launch.DirectSockets;
import daruma.daemon.launch.ShimLauncher;
import daruma.incidents.IncidentStore;
import daruma.logs.LogStore;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.AppStatus;
import daruma.model.Refused;
import daruma.process.proc.ProcFs;
import daruma.state.DesiredState;
import daruma.state.DesiredStore;
import daruma.state.SavedApps;
import daruma.supervisor.loop.SupervisorLoop;
import daruma.supervisor.rollout.RollingUpdate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Answers the control protocol: what changes something goes to {@link Changes}, what only asks to {@link Inspection}. */
public final class Commands implements Controller {
    private static final int FAILURE_LINES = 20;

    private final Changes changes;
    private final Inspection inspection;
    private final StartChecks checks;
    private final SupervisorLoop loop;
    private final PortsLeft portsLeft;
    private final SavedApps saved;
    private final Supplier<Instant> now;
    private final Supplier<Answer.DaemonInfo> info;
    private final Ending ending;
    private final Executor executor;
    private final IncidentStore incidents;
    private final Reachability reachability;

    /** How the daemon ends, for good: whoever keeps it up does not start it again. */
    public interface Ending {
        /**
         * Ends the process soon, after the last answer has gone out.
         */
        void end();
    }

    /**
     * What commands are carried out with.
     *
     * @param permitted whether programs can be run as this user and group
     * @param stored hears of each desired state once it is durable, before the supervisor does
     * @param now the supervisor's clock
     * @param executor runs what may take a while
     */
    public record Parts(
            DesiredStore desired,
            SupervisorLoop loop,
            SavedApps saved,
            Happenings happenings,
            LogStore logs,
            ProcFs procFs,
            ShimLauncher launcher,
            BiPredicate<Optional<String>, Optional<String>> permitted,
            Consumer<DesiredState> stored,
            Supplier<Instant> now,
            Supplier<Answer.DaemonInfo> info,
            Ending ending,
            Executor executor,
            Path stateDirectory,
            IncidentStore incidents,
            DirectSockets sockets,
            Reachability reachability) {}

    /** Whether clients come through to an app. */
    @FunctionalInterface
    public interface Reachability {
        /**
         * Waits until they do, for some seconds.
         *
         * @return why they do not, for people; empty: they do, or nobody is to
         */
        Optional<String> unreachable(AppName app);
    }

    public static Commands of(Parts parts) {
        var changes = new Changes(
                parts.desired(), parts.loop(), parts.stored(), parts.stateDirectory(), parts.now(), PortProbe::isFree);
        var inspection = new Inspection(
                changes,
                parts.loop(),
                parts.happenings(),
                parts.logs(),
                new UsageMeter(parts.procFs()),
                parts.launcher(),
                parts.now());
        var owners = new PortOwners(parts.loop(), parts.launcher(), parts.procFs());
        var ports = new PortProbe(parts.procFs());
        var checks = new StartChecks(ports, owners::of, parts.permitted(), parts.sockets());
        return new Commands(
                changes,
                inspection,
                checks,
                parts.loop(),
                new PortsLeft(ports, owners::of, parts.sockets()::settle),
                parts.saved(),
                parts.now(),
                parts.info(),
                parts.ending(),
                parts.executor(),
                parts.incidents(),
                parts.reachability());
    }

    /**
     * Takes the end of a rollout into what is desired.
     *
     * @return whether that is done, or has no object any more; if not, it is to be tried again
     */
    boolean rolloutOver(AppName app, long generation, RollingUpdate.Verdict verdict) {
        try {
            changes.rolloutOver(app, generation, verdict);
            return true;
        } catch (FaultException e) {
            return !(e.fault() instanceof Fault.StateNotWritable);
        }
    }

    private Commands(
            Changes changes,
            Inspection inspection,
            StartChecks checks,
            SupervisorLoop loop,
            PortsLeft portsLeft,
            SavedApps saved,
            Supplier<Instant> now,
            Supplier<Answer.DaemonInfo> info,
            Ending ending,
            Executor executor,
            IncidentStore incidents,
            Reachability reachability) {
        this.incidents = incidents;
        this.reachability = reachability;
        this.portsLeft = portsLeft;
        this.changes = changes;
        this.inspection = inspection;
        this.checks = checks;
        this.loop = loop;
        this.saved = saved;
        this.now = now;
        this.info = info;
        this.ending = ending;
        this.executor = executor;
    }

    @Override
    public void ping(Answering<Answer.Pong> reply) {
        reply.done(new Answer.Pong(info.get().version()));
    }

    @Override
    public void info(Answering<Answer.DaemonInfo> reply) {
        reply.done(info.get());
    }

    @Override
    public void start(Request.Start request, Answering<Answer.Step> reply) {
        attempt(reply, request.waiting(), Waiting.For.READY, () -> {
            // A name that is taken explains a port that is taken, not the other way round.
            changes.requireFree(request.apps());
            check(request.apps());
            return changes.start(request.apps(), "daruma start");
        });
    }

    @Override
    public void resume(Request.Resume request, Answering<Answer.Step> reply) {
        attempt(reply, request.waiting(), Waiting.For.READY, () -> changes.resume(request.selectors()));
    }

    @Override
    public void stop(Request.Stop request, Answering<Answer.Step> reply) {
        attempt(reply, request.waiting(), Waiting.For.DOWN, () -> changes.stop(request.selectors()));
    }

    @Override
    public void restart(Request.Restart request, Answering<Answer.Step> reply) {
        attempt(
                reply,
                request.waiting(),
                Waiting.For.READY,
                () -> changes.restart(request.selectors(), request.inheritedEnv()));
    }

    @Override
    public void scale(Request.Scale request, Answering<Answer.Step> reply) {
        attempt(
                reply,
                request.waiting(),
                Waiting.For.REPLACED,
                () -> changes.scale(request.selectors(), request.size()));
    }

    @Override
    public void reload(Request.Reload request, Answering<Answer.Step> reply) {
        attempt(reply, request.waiting(), Waiting.For.REPLACED, () -> {
            check(changes.specs(request.selectors()));
            return changes.reload(
                    request.selectors(),
                    request.inheritedEnv(),
                    "daruma reload " + String.join(" ", request.selectors()));
        });
    }

    @Override
    public void update(Request.Update request, Answering<Answer.Step> reply) {
        attempt(reply, request.waiting(), Waiting.For.REPLACED, () -> {
            var specs = changes.completed(request);
            check(specs);
            return changes.update(specs);
        });
    }

    @Override
    public void rollout(Request.Rollout request, Answering<Answer.Step> reply) {
        var selectors = request.selectors();
        attempt(
                reply,
                request.waiting(),
                request.step() == Request.Rollout.Step.PAUSE ? Waiting.For.NOTHING : Waiting.For.REPLACED,
                () -> {
                    if (request.step() != Request.Rollout.Step.RESTART) {
                        return changes.rollout(request);
                    }
                    check(changes.specs(selectors));
                    return changes.reload(
                            selectors, Optional.empty(), "daruma rollout restart " + String.join(" ", selectors));
                });
    }

    @Override
    public void releases(Request.Releases request, Answering<Answer.History> reply) {
        inspect(reply, () -> inspection.releases(request.selector()));
    }

    @Override
    public void delete(Request.Delete request, Answering<Answer.Step> reply) {
        attempt(reply, true, Waiting.For.GONE, () -> changes.delete(request.selectors()));
    }

    @Override
    public void reset(Request.Reset request, Answering<Answer.Step> reply) {
        attempt(reply, true, Waiting.For.NOTHING, () -> changes.reset(request.selectors()));
    }

    @Override
    public void list(Request.ListApps request, Answering<Answer.Listing> reply) {
        inspect(reply, () -> inspection.list(request.selectors()));
    }

    @Override
    public void describe(Request.Describe request, Answering<Answer.Description> reply) {
        inspect(reply, () -> inspection.describe(request.selector(), request.lines()));
    }

    @Override
    public void why(Request.Why request, Answering<Answer.Story> reply) {
        inspect(reply, () -> inspection.why(request.selector()));
    }

    @Override
    public void events(Request.Events request, Answering<Answer.Events> reply) {
        try {
            inspection.events(request, reply);
        } catch (FaultException e) {
            reply.fail(e.fault());
        }
    }

    @Override
    public void logs(Request.Logs request, Answering<Answer.Lines> reply) {
        try {
            inspection.logs(request.query(), reply);
        } catch (FaultException e) {
            reply.fail(e.fault());
        }
    }

    @Override
    public void env(Request.Env request, Answering<Answer.Environment> reply) {
        inspect(reply, () -> inspection.env(request.selector(), request.reveal()));
    }

    @Override
    public void incidents(Answering<Answer.IncidentList> reply) {
        reply.done(new Answer.IncidentList(incidents.list()));
    }

    @Override
    public void showIncident(Request.ShowIncident request, Answering<Answer.IncidentShown> reply) {
        incidents
                .show(request.number())
                .ifPresentOrElse(
                        report -> reply.done(new Answer.IncidentShown(report)),
                        () -> reply.fail(new Fault.NoSuchIncident(request.number())));
    }

    @Override
    public void simulate(Request.Simulate request, Answering<Answer.Forecasts> reply) {
        inspect(reply, () -> {
            try {
                return Foresight.of(request);
            } catch (Refused e) {
                throw new FaultException(new Fault.InvalidParameter("fall", String.valueOf(e.getMessage())));
            }
        });
    }

    @Override
    public void save(Answering<Answer.Done> reply) {
        inspect(reply, () -> {
            remember();
            return new Answer.Done();
        });
    }

    @Override
    public void resurrect(Request.Resurrect request, Answering<Answer.Step> reply) {
        attempt(
                reply,
                request.waiting(),
                Waiting.For.READY,
                () -> changes.resurrect(saved.load().apps()));
    }

    @Override
    public void shutdown(Request.Shutdown request, Answering<Answer.Done> reply) {
        if (!request.stopApps()) {
            reply.done(new Answer.Done());
            ending.end();
            return;
        }
        try {
            if (!request.drain()) {
                // What runs now is what resurrect is to bring back.
                remember();
            }
            var made = request.drain() ? changes.stopAllForNow() : changes.stopAllForGood();
            var end = new StopThenEnd(reply, ending);
            Waiting.begin(
                    loop, made, Waiting.For.DOWN, now, changes::failureOf, (apps, _) -> changed(apps), end, executor);
        } catch (FaultException e) {
            reply.fail(e.fault());
        }
    }

    private static Answer.Changed changed(List<AppStatus> apps) {
        return new Answer.Changed(apps, List.of());
    }

    private void remember() throws FaultException {
        var failed = saved.save(List.copyOf(changes.state().apps().values()));
        if (failed.isPresent()) {
            throw new FaultException(
                    new Fault.StateNotWritable("the saved set", failed.get().why()));
        }
    }

    private interface Change {
        Changes.Made make() throws FaultException;
    }

    private interface Question<R> {
        R answer() throws FaultException;
    }

    private void attempt(Answering<Answer.Step> reply, boolean wait, Waiting.For what, Change change) {
        Changes.Made made;
        try {
            made = change.make();
        } catch (FaultException e) {
            reply.fail(e.fault());
            return;
        }
        var verified = wait && (what == Waiting.For.DOWN || what == Waiting.For.GONE);
        var served = wait && (what == Waiting.For.READY || what == Waiting.For.REPLACED);
        Waiting.Reporter reporter = (apps, failures) -> report(
                apps,
                served ? withUnreachable(apps, failures) : failures,
                verified ? portsLeft.after(made, now.get()) : made.notices());
        Waiting.begin(
                loop, made, wait ? what : Waiting.For.NOTHING, now, changes::failureOf, reporter, reply, executor);
    }

    /** Ready is not enough where clients come by another way. */
    private Map<AppName, String> withUnreachable(List<AppStatus> apps, Map<AppName, String> failures) {
        var all = new TreeMap<>(failures);
        for (var app : apps) {
            if (!failures.containsKey(app.name()) && app.desired().running()) {
                reachability.unreachable(app.name()).ifPresent(why -> all.put(app.name(), "not reachable: " + why));
            }
        }
        return all;
    }

    /** What can be known to be wrong, before anything that works is stopped for it. */
    private void check(List<AppSpec> specs) throws FaultException {
        for (var spec : specs) {
            checks.check(spec, changes.find(spec.name()), changes.state().apps().values());
        }
    }

    private <R extends Answer> void inspect(Answering<R> reply, Question<R> question) {
        try {
            reply.done(question.answer());
        } catch (FaultException e) {
            reply.fail(e.fault());
        }
    }

    private Answer.Changed report(List<AppStatus> apps, Map<AppName, String> failures, List<String> notices) {
        var failed = new ArrayList<Answer.Failure>();
        failures.forEach(
                (app, why) -> failed.add(new Answer.Failure(app, why, inspection.lastWords(app, FAILURE_LINES))));
        return new Answer.Changed(inspection.measured(apps), failed, notices);
    }
}
