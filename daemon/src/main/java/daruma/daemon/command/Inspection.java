package daruma.daemon.command;

import daruma.control.Answer;
import daruma.control.Differences;
import daruma.control.Fault;
import daruma.control.Request;
import daruma.control.Secrets;
import daruma.control.Selector.Target;
import daruma.control.server.Answering;
import daruma.daemon.launch.LastWords;
import daruma.daemon.launch.ShimLauncher;
import daruma.logs.LogQuery;
import daruma.logs.LogStore;
import daruma.model.AppName;
import daruma.model.AppStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.InstanceStatus;
import daruma.model.LogLine;
import daruma.model.Refused;
import daruma.model.Release;
import daruma.state.EventQuery;
import daruma.supervisor.loop.SupervisorLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Answers questions: from what the supervisor observes, the chronicle, the logs, and a look at the processes. */
final class Inspection {
    private static final int DESCRIBED_EVENTS = 20;
    private static final int STORY_EVENTS = 50;
    private static final int EVENTS_AT_ONCE = 1_000;

    private final Changes changes;
    private final SupervisorLoop loop;
    private final Happenings happenings;
    private final LogStore logs;
    private final UsageMeter meter;
    private final ShimLauncher launcher;
    private final Supplier<Instant> now;

    Inspection(
            Changes changes,
            SupervisorLoop loop,
            Happenings happenings,
            LogStore logs,
            UsageMeter meter,
            ShimLauncher launcher,
            Supplier<Instant> now) {
        this.changes = changes;
        this.loop = loop;
        this.happenings = happenings;
        this.logs = logs;
        this.meter = meter;
        this.launcher = launcher;
        this.now = now;
    }

    Answer.Listing list(List<String> selectors) throws FaultException {
        var observed = loop.observed();
        var statuses = observed.statuses(now.get());
        if (!selectors.isEmpty()) {
            var wanted = new HashSet<AppName>();
            for (var target : changes.select(selectors)) {
                wanted.add(target.app());
            }
            statuses = statuses.stream()
                    .filter(status -> wanted.contains(status.name()))
                    .toList();
        }
        var living = new HashSet<Incarnation>();
        for (var instance : observed.instances().values()) {
            if (instance.memory().incarnation() > 0) {
                living.add(new Incarnation(instance.id(), instance.memory().incarnation()));
            }
        }
        meter.retain(living);
        return new Answer.Listing(measured(statuses));
    }

    /** The same with what their trees use, by id. */
    List<AppStatus> measured(List<AppStatus> statuses) {
        return statuses.stream()
                .map(status -> new AppStatus(
                        status.desired(),
                        status.status(),
                        status.release(),
                        status.instances().stream().map(this::measured).toList(),
                        status.rollout()))
                .sorted(Comparator.comparingInt(status -> status.desired().id()))
                .toList();
    }

    private InstanceStatus measured(InstanceStatus status) {
        if (status.process().isEmpty() || status.incarnation() == 0) {
            return status;
        }
        var incarnation = new Incarnation(status.id(), status.incarnation());
        var roots = launcher.roots(incarnation);
        if (roots.isEmpty()) {
            return status;
        }
        var age = Duration.between(status.startedAt().orElse(now.get()), now.get());
        return new InstanceStatus(
                status.id(),
                status.status(),
                status.incarnation(),
                status.process(),
                status.ready(),
                status.restarts(),
                status.startedAt(),
                status.readyAt(),
                status.nextTryAt(),
                status.port(),
                Optional.of(meter.read(incarnation, roots, age)),
                status.lastExit(),
                status.reason(),
                status.notice(),
                status.says());
    }

    Answer.Description describe(String selector, int lines) throws FaultException {
        var target = one(selector);
        return new Answer.Description(
                measured(List.of(status(target.app()))).getFirst(),
                happenings.find(new EventQuery(about(List.of(target)), 0, Optional.empty(), DESCRIBED_EVENTS)),
                lines <= 0 ? List.of() : read(lastOf(target.app(), target.slot(), lines)));
    }

    Answer.History releases(String selector) throws FaultException {
        var app = changes.find(one(selector).app()).orElseThrow(() -> noSuch(selector));
        var all = new ArrayList<>(app.releases().past());
        all.add(new Release(app.releases().current(), app.spec()));
        all.sort(Comparator.comparingInt(release -> release.note().number()));
        var entries = new ArrayList<Answer.History.Entry>();
        for (var i = 0; i < all.size(); i++) {
            var release = all.get(i);
            entries.add(new Answer.History.Entry(
                    release.note(),
                    release.note().equals(app.releases().current()),
                    i == 0 ? List.of() : Differences.between(all.get(i - 1).spec(), release.spec())));
        }
        return new Answer.History(app.spec().name(), entries);
    }

    Answer.Story why(String selector) throws FaultException {
        var target = one(selector);
        return new Answer.Story(
                status(target.app()),
                happenings.find(new EventQuery(about(List.of(target)), 0, Optional.empty(), STORY_EVENTS)));
    }

    Answer.Environment env(String selector, boolean reveal) throws FaultException {
        var target = one(selector);
        var app = changes.find(target.app()).orElseThrow(() -> noSuch(selector));
        var instance = new InstanceId(target.app(), target.slot().orElse(0));
        var known = loop.observed().instances().get(instance);
        long number = known == null ? 1 : Math.max(1, known.memory().incarnation());
        var env = launcher.environment(app, new Incarnation(instance, number));
        var object =
                target.slot().isPresent() ? instance.toString() : target.app().value();
        return reveal ? new Answer.Environment(object, env, Set.of()) : Secrets.masked(object, env);
    }

    void events(Request.Events request, Answering<Answer.Events> reply) throws FaultException {
        Predicate<String> wanted =
                request.selectors().isEmpty() ? _ -> true : about(changes.select(request.selectors()));
        var query = new EventQuery(wanted, request.sinceId().orElse(0), Optional.empty(), EVENTS_AT_ONCE);
        if (!request.follow() || !reply.streaming()) {
            reply.done(new Answer.Events(happenings.find(query), 0));
            return;
        }
        // Those of the past first: the subscription begins under the same lock under which they are read.
        var subscription = happenings.follow(query, events -> reply.next(new Answer.Events(events, 0)));
        reply.whenClosed(subscription::close);
    }

    void logs(daruma.control.LogQuery request, Answering<Answer.Lines> reply) throws FaultException {
        var query = query(request, reply.streaming());
        new LogFeed(logs.query(query), reply, query.follow()).begin();
    }

    /** The last that an app said, for a failure that has to be explained. */
    List<LogLine> lastWords(AppName app, int lines) {
        return new LastWords(logs, launcher).of(app, lines);
    }

    private LogQuery query(daruma.control.LogQuery request, boolean streaming) throws FaultException {
        var targets =
                request.selectors().isEmpty() ? changes.select(List.of("all")) : changes.select(request.selectors());
        var apps = targets.stream().map(Target::app).distinct().toList();
        var slot = targets.size() == 1 ? targets.getFirst().slot() : OptionalInt.empty();
        try {
            return new LogQuery(
                    apps,
                    slot,
                    request.streams().isEmpty() ? EnumSet.allOf(LogLine.Stream.class) : request.streams(),
                    OptionalInt.of(request.lines()),
                    request.since(),
                    request.until(),
                    request.grep(),
                    request.previous(),
                    request.follow() && streaming);
        } catch (Refused e) {
            throw new FaultException(new Fault.InvalidParameter("query", e.getMessage()));
        }
    }

    private static LogQuery lastOf(AppName app, OptionalInt slot, int lines) {
        return new LogQuery(
                List.of(app),
                slot,
                EnumSet.allOf(LogLine.Stream.class),
                OptionalInt.of(lines),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false);
    }

    private List<LogLine> read(LogQuery query) {
        return LastWords.read(logs, query);
    }

    private Target one(String selector) throws FaultException {
        var targets = changes.select(List.of(selector));
        if (targets.isEmpty()) {
            throw noSuch(selector);
        }
        if (targets.size() > 1) {
            throw new FaultException(new Fault.InvalidParameter(
                    "selector",
                    "\"" + selector + "\" selects " + targets.size() + " apps, and this is about one. Name one of: "
                            + String.join(
                                    ", ",
                                    targets.stream()
                                            .limit(5)
                                            .map(target -> target.app().value())
                                            .toList())));
        }
        return targets.getFirst();
    }

    private AppStatus status(AppName app) throws FaultException {
        return loop.observed().statusOf(app, now.get()).orElseThrow(() -> noSuch(app.value()));
    }

    private static FaultException noSuch(String selector) {
        return new FaultException(new Fault.NoSuchApp(selector, List.of()));
    }

    private static Predicate<String> about(List<Target> targets) {
        Function<Target, Predicate<String>> each = target -> object -> target.slot()
                        .isPresent()
                ? object.equals(new InstanceId(target.app(), target.slot().getAsInt()).toString())
                : object.equals(target.app().value()) || object.startsWith(target.app() + "/");
        return targets.stream().map(each).reduce(Predicate::or).orElse(_ -> false);
    }
}
