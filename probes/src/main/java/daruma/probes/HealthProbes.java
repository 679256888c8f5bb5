package daruma.probes;

import daruma.model.Incarnation;
import daruma.model.ProbeCheck;
import daruma.model.ProcessId;
import daruma.probes.check.Check;
import daruma.probes.check.ExecCheck;
import daruma.probes.check.GrpcCheck;
import daruma.probes.check.HttpCheck;
import daruma.probes.check.LogCheck;
import daruma.probes.check.Outcome;
import daruma.probes.check.TcpCheck;
import daruma.probes.hang.HangWatch;
import daruma.probes.limit.UsageWatch;
import daruma.probes.recycling.RecyclingWatch;
import daruma.probes.rounds.ProbeRounds;
import daruma.probes.time.Timeline;
import daruma.probes.word.SpokenWords;
import daruma.probes.word.WatchdogWatch;
import daruma.process.notify.Notification;
import daruma.process.proc.ProcFs;
import daruma.supervisor.health.ProbeState;
import daruma.supervisor.health.ProbeState.Role;
import daruma.supervisor.health.ProbeStates;
import daruma.supervisor.lifecycle.Action.WatchHealth;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.loop.HealthWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Looks after the health of everything that runs. All state belongs to the thread of one timeline; what blocks does so on virtual
 * threads.
 */
public final class HealthProbes implements HealthWatch, AutoCloseable {
    private static final Duration EARLY_WORD_KEPT = Duration.ofMillis(50);
    private static final int EARLY_WORDS = 20;

    private final Timeline timeline = new Timeline("probes");
    private final long begun = timeline.now();
    private final Instances instances;
    private final Consumer<InstanceEvent.About> news;
    private final Supplier<Instant> now;
    private final Supplier<Instant> wall;
    private final RandomGenerator luck;
    private final HangWatch hangs;
    private final UsageWatch usage;
    private final RecyclingWatch recycling;
    private final WatchdogWatch watchdogs;
    private final SpokenWords words;
    private final Map<Incarnation, Patient> patients = new HashMap<>();
    private final Set<Incarnation> decided = ConcurrentHashMap.newKeySet();

    /**
     * @param news where news goes; must not block
     * @param now the supervisor's clock
     * @param wall the time that people have
     * @param luck by which first checks and ages differ; asked by the timeline's thread only
     */
    public HealthProbes(
            ProcFs procFs,
            Instances instances,
            Consumer<InstanceEvent.About> news,
            Supplier<Instant> now,
            Supplier<Instant> wall,
            RandomGenerator luck) {
        this.instances = instances;
        this.news = news;
        this.now = now;
        this.wall = wall;
        this.luck = luck;
        hangs = new HangWatch(timeline, procFs, news);
        usage = new UsageWatch(timeline, procFs, instances::groupName, news);
        recycling =
                new RecyclingWatch(timeline, () -> ZonedDateTime.ofInstant(wall.get(), ZoneId.systemDefault()), news);
        watchdogs = new WatchdogWatch(timeline, news);
        words = new SpokenWords(timeline, procFs, instances::owner, news, this::mainProcess);
    }

    /** Whether probes were declared that decide about its readiness. From any thread. */
    public boolean decides(Incarnation incarnation) {
        return decided.contains(incarnation);
    }

    @Override
    public void watch(WatchHealth request) {
        if (request.health().startup().isPresent()
                || request.health().readiness().isPresent()) {
            decided.add(request.incarnation());
        }
        timeline.post(() -> begin(request));
    }

    @Override
    public void ending(Incarnation incarnation) {
        timeline.post(() -> {
            var patient = patients.get(incarnation);
            if (patient != null) {
                patient.rounds.stopping();
                endAllButProbes(incarnation);
            }
        });
    }

    @Override
    public void forget(Incarnation incarnation) {
        decided.remove(incarnation);
        timeline.post(() -> {
            var patient = patients.remove(incarnation);
            if (patient != null) {
                patient.rounds.end();
                words.forget(incarnation);
                endAllButProbes(incarnation);
            }
        });
    }

    /** It was found to be up, and on which port it serves. Without effect if it is not watched. */
    public void isUp(Incarnation incarnation, OptionalInt port) {
        timeline.post(() -> {
            var patient = patients.get(incarnation);
            if (patient != null) {
                patient.isUp(port);
            }
        });
    }

    /** A process of this incarnation said something. From any thread. */
    public void heard(Incarnation incarnation, Notification said) {
        timeline.post(() -> heard(incarnation, said, EARLY_WORDS));
    }

    /** One that has only just been launched can be heard before the order to look after it has come. */
    private void heard(Incarnation incarnation, Notification said, int tries) {
        var patient = patients.get(incarnation);
        if (patient != null) {
            patient.heard(said);
            words.heard(incarnation, said);
        } else if (tries > 0) {
            timeline.in(EARLY_WORD_KEPT, () -> heard(incarnation, said, tries - 1));
        }
    }

    /**
     * What is to be known of an end by SIGKILL that nobody asked for. From any thread; reads one or two small files.
     *
     * @return a sentence for people; empty if nothing is known
     */
    public Optional<String> witness(Incarnation incarnation) {
        if (usage.oomKilled(incarnation)) {
            return Optional.of(
                    "the kernel killed it because its memory group was full, a quarter above its memory limit");
        }
        return hangs.oomKillsSinceLastLook() > 0
                ? Optional.of(
                        "the kernel's out-of-memory killer struck in the last seconds: memory of the machine, or of a"
                                + " group around it, was full")
                : Optional.empty();
    }

    @Override
    public void close() {
        timeline.close();
    }

    private void begin(WatchHealth request) {
        var incarnation = request.incarnation();
        var health = request.health();
        long launched = timeline.now()
                - Duration.between(request.launchedAt(), now.get()).toNanos();
        var patient = new Patient(request, launched);
        patients.put(incarnation, patient);
        words.listen(incarnation, request.process());
        usage.watch(incarnation, () -> instances.roots(incarnation), health.limits());
        recycling.watch(incarnation, health.recycling(), launched, luck.nextDouble());
        health.watchdog()
                .ifPresent(span -> watchdogs.watch(
                        incarnation,
                        span,
                        Math.max(
                                        timeline.now(),
                                        launched
                                                + request.readiness().deadline().toNanos())
                                + span.toNanos()));
        // Launched before this daemon began: its probes were interrupted, with those of all others.
        Duration up = Duration.ofNanos(timeline.now() - begun);
        boolean adopted = launched - begun < 0;
        patient.rounds.begin(
                probe -> adopted ? ProbeState.waitAfterComingBack(probe, up, luck.nextDouble()) : Duration.ZERO);
        if (request.ready()) {
            patient.isUp(OptionalInt.empty());
        }
        if (adopted) {
            Thread.ofVirtual()
                    .name("main-process")
                    .start(() -> instances
                            .notedMainProcess(incarnation)
                            .ifPresent(noted -> timeline.post(() -> words.resume(incarnation, noted))));
        }
    }

    private void mainProcess(Incarnation incarnation, ProcessId main) {
        var patient = patients.get(incarnation);
        if (patient != null) {
            patient.mainProcess(main);
        }
        Thread.ofVirtual().name("main-process").start(() -> instances.noteMainProcess(incarnation, main));
    }

    private void endAllButProbes(Incarnation incarnation) {
        hangs.forget(incarnation);
        usage.forget(incarnation);
        recycling.forget(incarnation);
        watchdogs.forget(incarnation);
    }

    /** One incarnation that is looked after. */
    private final class Patient {
        final WatchHealth request;
        final ProbeRounds rounds;
        private ProcessId main;
        private volatile OptionalInt port;
        private boolean watchedForHangs;
        private boolean inService;
        private Optional<String> suspicion = Optional.empty();
        private Optional<String> absence = Optional.empty();

        Patient(WatchHealth request, long launched) {
            this.request = request;
            main = request.process();
            port = request.port();
            inService = request.ready();
            var states = request.started()
                    ? ProbeStates.resume(request.health(), request.ready())
                    : ProbeStates.begin(request.health());
            rounds =
                    new ProbeRounds(request.incarnation(), states, launched, timeline, this::check, news, _ -> serve());
        }

        private Incarnation incarnation() {
            return request.incarnation();
        }

        void isUp(OptionalInt found) {
            if (found.isPresent()) {
                port = found;
            }
            rounds.stir();
            if (!rounds.decides()) {
                inService = true;
            }
            if (request.health().watchForHangs() && !watchedForHangs) {
                watchedForHangs = true;
                if (port.isPresent()) {
                    watchForHangs(port.getAsInt());
                } else {
                    Thread.ofVirtual()
                            .name("port")
                            .start(() -> servedPort().ifPresent(it -> timeline.post(() -> watchForHangs(it))));
                }
            }
        }

        private void watchForHangs(int served) {
            if (patients.get(incarnation()) == this) {
                hangs.watch(incarnation(), (int) main.pid(), served, why -> {
                    suspicion = why;
                    serve();
                });
            }
        }

        void mainProcess(ProcessId named) {
            main = named;
            if (watchedForHangs && port.isPresent()) {
                hangs.forget(incarnation());
                suspicion = Optional.empty();
                serve();
                watchForHangs(port.getAsInt());
            }
        }

        void heard(Notification said) {
            if (said.watchdog() || said.ready()) {
                watchdogs.alive(incarnation());
            }
            if (said.triggersWatchdog()) {
                watchdogs.triggered(incarnation());
            }
            said.moreTime().ifPresent(more -> {
                watchdogs.extend(incarnation(), more);
                recycling.extend(incarnation(), more);
            });
            if (said.stopping()) {
                absence = Optional.of("the program says that it is stopping");
                serve();
            } else if (said.ready()) {
                absence = Optional.empty();
                serve();
            } else if (said.notReady()) {
                absence = Optional.of("the program says that it is not ready");
                serve();
            } else if (said.reloading()) {
                absence = Optional.of("the program says that it is reloading");
                serve();
            }
        }

        /** In service as long as nobody has anything against it; tells when that changes. */
        private void serve() {
            boolean serves = rounds.ready() && suspicion.isEmpty() && absence.isEmpty();
            if (serves == inService || (serves && !rounds.decides() && !wasUp())) {
                return;
            }
            if (!serves && !wasUp()) {
                return; // it is not in service yet: nothing changes
            }
            inService = serves;
            var how = serves
                    ? rounds.how().isEmpty() ? "nothing stands against it any more" : rounds.how()
                    : suspicion
                            .map(why -> "suspected to hang: " + why)
                            .or(() -> absence)
                            .orElse(rounds.how());
            news.accept(new InstanceEvent.ReadinessChanged(incarnation(), serves, how));
        }

        private boolean wasUp() {
            return inService || watchedForHangs || request.ready();
        }

        private Check check(Role role, ProbeCheck description) {
            return switch (description) {
                case ProbeCheck.Http(var declared, var path, var headers, var tls) ->
                    onPort(declared, it -> new HttpCheck(it, path, headers, tls));
                case ProbeCheck.Tcp(var declared) -> onPort(declared, TcpCheck::new);
                case ProbeCheck.Grpc(var declared, var service) -> onPort(declared, it -> new GrpcCheck(it, service));
                case ProbeCheck.Log(var pattern) ->
                    new LogCheck(
                            incarnation(),
                            pattern,
                            wall.get().minus(Duration.between(request.launchedAt(), now.get())),
                            role != Role.LIVENESS,
                            instances.lines());
                case ProbeCheck.Exec(var argv) ->
                    deadline -> instances
                            .commands(incarnation())
                            .<Outcome>map(commands -> new ExecCheck(argv, commands).make(deadline))
                            .orElseGet(() -> new Outcome.Broken("it is not known how the program was launched"));
            };
        }

        private Check onPort(OptionalInt declared, IntFunction<Check> check) {
            return deadline -> {
                var target = declared.isPresent() ? declared : servedPort();
                return target.isPresent()
                        ? check.apply(target.getAsInt()).make(deadline)
                        : new Outcome.Failed("the program listens on no port yet");
            };
        }

        /** As known, or looked up; blocks. */
        private OptionalInt servedPort() {
            var known = port;
            if (known.isEmpty()) {
                known = instances.servedPort(incarnation());
                if (known.isPresent()) {
                    port = known;
                }
            }
            return known;
        }
    }
}
