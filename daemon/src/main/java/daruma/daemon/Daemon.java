package daruma.daemon;

import daruma.control.Answer;
import daruma.control.Outcome;
import daruma.control.server.ControlServer;
import daruma.control.server.ControlSocket;
import daruma.control.server.ServerLimits;
import daruma.daemon.command.Commands;
import daruma.daemon.command.PortOwners;
import daruma.daemon.command.RolloutEndings;
import daruma.daemon.launch.AppEnvironment;
import daruma.daemon.launch.DirectSockets;
import daruma.daemon.launch.HeldPorts;
import daruma.daemon.launch.LastWords;
import daruma.daemon.launch.LaunchPreparation;
import daruma.daemon.launch.RunDirectories;
import daruma.daemon.launch.ShimLauncher;
import daruma.daemon.launch.Takeover;
import daruma.incidents.FileIncidents;
import daruma.incidents.gather.CrashDirectories;
import daruma.incidents.gather.IncidentGathering;
import daruma.logs.FileLogs;
import daruma.logs.LogStore;
import daruma.logs.LogTrouble;
import daruma.logs.RoomSpools;
import daruma.model.AppName;
import daruma.model.AppStatus;
import daruma.model.DesiredApp;
import daruma.model.Event;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.Signal;
import daruma.probes.Attendance;
import daruma.probes.HealthProbes;
import daruma.probes.readiness.ProcessReadiness;
import daruma.probes.word.Conversations;
import daruma.probes.word.EarlyWords;
import daruma.probes.word.Speakers;
import daruma.probes.word.StopTimes;
import daruma.process.ProcessRoom;
import daruma.process.host.AppCgroups;
import daruma.process.host.Self;
import daruma.process.host.StartPages;
import daruma.process.notify.Heartbeat;
import daruma.process.notify.KeptSockets;
import daruma.process.notify.Notification;
import daruma.process.notify.ServiceNotify;
import daruma.state.ChangeOutcome;
import daruma.state.DesiredState;
import daruma.state.DesiredStore;
import daruma.state.Home;
import daruma.state.MemoryJournal;
import daruma.state.SavedApps;
import daruma.supervisor.incident.Retention;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.InstanceMemory;
import daruma.supervisor.lifecycle.Told;
import daruma.supervisor.loop.Ports;
import daruma.supervisor.loop.Recovery;
import daruma.supervisor.loop.SupervisorLoop;
import daruma.traffic.BalancedTraffic;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.module.ModuleDescriptor;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The object graph, in plain Java. What is built first is needed by what comes later; the supervisor begins when all that
 * lives has been found, and the socket is answered when the supervisor has begun.
 */
final class Daemon {
    static final String VERSION = Optional.ofNullable(Daemon.class.getModule().getDescriptor())
            .flatMap(ModuleDescriptor::rawVersion)
            .orElse("development");

    private static final Logger LOG = System.getLogger(Daemon.class.getName());
    /** What a process says that was asked to end by SIGTERM; a service manager that did not mean it starts it again. */
    private static final int TERMINATED = 128 + 15;

    private static final Duration BEFORE_REHEARSAL = Duration.ofSeconds(5);

    private final Home home;
    private final Installation installation;
    private final Instant startedAt = Instant.now();
    private final MonotonicClock clock = new MonotonicClock();
    private final ExecutorService work = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("work-", 1).daemon().factory());
    private final EarlyNews news = new EarlyNews();
    private final UserSwitch users = new UserSwitch();
    private final ServiceNotify above = ServiceNotify.fromEnvironment();
    private final ProcessRoom room;
    private final LogStore logs;
    private final DesiredStore desired;
    private final MemoryJournal<InstanceMemory> journal;
    private final RunDirectories directories;
    private final CrashDirectories crashes;
    private final DirectSockets sockets;
    private final FileIncidents incidents;
    private final ShimLauncher launcher;
    private final HeldPorts heldPorts;
    private final Speakers speakers;
    private final ProcessReadiness readiness;
    private final HealthProbes health;
    private final BalancedTraffic traffic;
    private final RolloutEndings rollouts;
    private final Annals annals;
    private final Optional<Path> notifySocket;
    private final Path wordSocket;
    private final EarlyWords early = new EarlyWords(this::understood);
    private final List<String> notices = new ArrayList<>();
    private Set<AppName> declared = Set.of();
    private volatile @Nullable SupervisorLoop supervisor;
    private volatile @Nullable ControlServer server;

    private Daemon(Home home, Installation installation) throws IOException {
        this.home = home;
        this.installation = installation;
        var paths = home.paths();
        room = ProcessRoom.open();
        directories = new RunDirectories(home.runDirectory());
        var spools = new RoomSpools(room.spools());
        logs = FileLogs.open(paths.logs(), home.runDirectory().resolve("logs"), spools, spools, new Troubles());
        desired = DesiredStore.open(paths.state(), InstantSource.system());
        journal = MemoryJournal.open(paths.state().resolve("journal"), MemoryForm.FORM, InstantSource.system());
        notifySocket = Optional.of(paths.socket().resolveSibling("notify.sock"));
        wordSocket = paths.socket().resolveSibling("words.sock");
        crashes = new CrashDirectories(paths.state().resolve("crash"));
        incidents = FileIncidents.open(paths.state().resolve("incidents"), Retention.DEFAULT);
        var groups = AppCgroups.find(System.getenv());
        groups.groups().ifPresent(AppCgroups::removeEmpty);
        sockets = new DirectSockets(
                installation
                        .holder()
                        .flatMap(
                                it -> room.heldSockets(it, paths.socket().resolveSibling("listen.sock"), this::notice)),
                this::holderOf);
        var preparation = new LaunchPreparation(
                installation.shim(),
                directories,
                users::credentials,
                new LaunchPreparation.Surroundings(
                        notifySocket,
                        Optional.of(wordSocket),
                        installation.nodePreload(),
                        Optional.of(crashes),
                        groups.groups(),
                        sockets),
                news::post);
        launcher = new ShimLauncher(
                room.launcher(),
                preparation,
                directories,
                logs,
                this::heardOfProcess,
                work,
                new ServedPort(room.procFs())::of,
                clock::now,
                ShimLauncher.SETTLED);
        heldPorts = new HeldPorts(
                launcher,
                new LastWords(logs, launcher)::of,
                this::holderOf,
                news::post,
                (instance, told) -> remark(instance.toString(), told),
                clock::now,
                work);
        speakers = new Speakers(room.procFs(), launcher::withRoot);
        var running = new RunningInstances(
                speakers,
                launcher,
                directories,
                logs,
                room,
                installation.shim(),
                users::credentials,
                home.runDirectory().resolve("checks"));
        health = new HealthProbes(room.procFs(), running, news::post, clock::now, Instant::now, new SplittableRandom());
        readiness = new ProcessReadiness(
                room.procFs(),
                room.spools(),
                launcher::roots,
                directories::of,
                this::heardOfReadiness,
                clock::now,
                health::decides,
                sockets::holds);
        traffic = new BalancedTraffic(
                installation.holder(),
                installation.balancer(),
                paths.socket().resolveSibling("balancer"),
                paths.logs(),
                news::post,
                (app, told) -> remark(app.value(), told),
                work);
        rollouts = new RolloutEndings(work);
        annals = new Annals(journal, logs, launcher);
        groups.notice().ifPresent(notices::add);
        notices.addAll(home.notices());
        notices.addAll(desired.notices());
    }

    /**
     * Takes over what lives, begins to supervise, answers the socket; returns only by an exception.
     *
     * @throws IOException if the daemon cannot begin at all
     */
    static void run(Home home, Installation installation) throws IOException, InterruptedException {
        var daemon = new Daemon(home, installation);
        daemon.listenForWords();
        daemon.declareLogs(daemon.desired.state());
        var memories = daemon.journal.memories();
        var takeover = Takeover.of(daemon.directories, daemon.launcher, memories);
        var wanted = daemon.wanted(takeover);
        daemon.declareLogs(wanted);
        var gathering = daemon.gathering();
        var loop = new SupervisorLoop(
                new Ports(
                        daemon.heldPorts,
                        daemon.readiness,
                        new Attendance(daemon.health, daemon.readiness),
                        gather -> {
                            gathering.gather(gather);
                            daemon.heldPorts.died(gather);
                        },
                        daemon.traffic,
                        daemon.rollouts,
                        daemon.annals,
                        daemon.clock),
                new SplittableRandom(),
                new Recovery(wanted.apps(), memories.values(), takeover.found(), daemon.journal.lastEventId()));
        daemon.supervisor = loop;
        daemon.news.open(loop);
        loop.listen(daemon.sockets::published);
        loop.listen(daemon.traffic::observed);
        // The first step takes in what was found: nobody is to be told before that there is nothing.
        while (loop.step()) {
            // It publishes when nothing is left to be done.
        }
        daemon.traffic.begin();
        daemon.listenForLines(loop);
        daemon.serve(loop, takeover.alive());
        LOG.log(
                Level.INFO,
                "version " + VERSION + " has begun, pid " + Self.pid() + ", took over " + takeover.alive()
                        + " process(es)");
        daemon.work.execute(daemon::rehearse);
        Thread.currentThread().setName("supervisor");
        loop.run();
    }

    private IncidentGathering gathering() {
        return new IncidentGathering(
                new IncidentGathering.Sources(logs, room.procFs(), room::signal),
                incidents,
                crashes,
                work,
                news::post,
                new IncidentRemarks(this::remark),
                InstantSource.system());
    }

    private void rehearse() {
        try {
            // Whoever has just started the daemon wants the processors for his apps first.
            Thread.sleep(BEFORE_REHEARSAL);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        new Rehearsal(room.launcher(), installation.shim(), home.runDirectory().resolve("rehearsal"), clock).run();
        StartPages.release(); // what was compiled meanwhile no longer needs the classes that it was made of
    }

    private void heardOfProcess(InstanceEvent.About event) {
        news.post(event);
        if (event instanceof InstanceEvent.Ended(var incarnation, var status, var _, var _, var _)
                && status instanceof ExitStatus.Signaled(int signal, boolean _)
                && signal == Signal.SIGKILL.number()) {
            // Last, and elsewhere: the restart does not wait for an explanation.
            work.execute(() -> health.witness(incarnation).ifPresent(why -> outOfMemory(incarnation, why)));
        }
    }

    private void outOfMemory(Incarnation incarnation, String why) {
        remark(
                incarnation.instance().toString(),
                new Told(Event.Type.WARNING, "OOMKilled", incarnation.number(), why, why, "", ""));
    }

    private void heardOfReadiness(InstanceEvent.About event) {
        news.post(event);
        if (event instanceof InstanceEvent.BecameReady(var incarnation, var _, var port)) {
            health.isUp(incarnation, port);
        }
    }

    /** Of a program that may be gone right after this. */
    private void heard(Notification said) {
        early.hear(said);
    }

    private void understood(Notification said) {
        speakers.of(said.pid()).ifPresent(incarnation -> heard(incarnation, said));
    }

    private void heard(Incarnation incarnation, Notification said) {
        readiness.heard(incarnation, said);
        health.heard(incarnation, said);
    }

    /** Once those who may speak are known; a program that comes too early tries again. */
    private void listenForLines(SupervisorLoop loop) {
        early.open();
        try {
            room.wordSocket(
                    wordSocket, new Conversations(speakers, this::heard, new StopTimes(loop, clock::now)::of, work));
        } catch (IOException e) {
            notices.add("programs are not heard on " + AppEnvironment.WORD_SOCKET + ": " + e.getMessage());
        }
    }

    /** On the socket that is kept while we are away, so that what is said then is not lost; or else on our own. */
    private void listenForWords() {
        var path = notifySocket.orElseThrow();
        try {
            var kept = KeptSockets.take(above, home.paths().socket(), path);
            if (kept.isPresent()) {
                room.notifySocket(kept.getAsInt(), this::heard);
            } else {
                room.notifySocket(path, this::heard);
            }
        } catch (IOException e) {
            notices.add("sd_notify messages of apps are not heard: " + e.getMessage());
        }
    }

    /**
     * What to supervise. If desired state was lost or cannot be read, what runs tells what was wanted: better to keep too much
     * up than too little, also if the disk does not take it back now.
     */
    private DesiredState wanted(Takeover takeover) {
        if (desired.complete()) {
            return desired.state();
        }
        return switch (desired.change(state -> withLaunched(state, takeover.launched()))) {
            case ChangeOutcome.Stored(var state) -> state;
            case ChangeOutcome.NotStored(var why) -> {
                notices.add(
                        "what runs is kept up as it was launched, but not taken back into the desired state: " + why);
                yield withLaunched(desired.state(), takeover.launched());
            }
        };
    }

    private static DesiredState withLaunched(DesiredState state, List<DesiredApp> launched) {
        var restored = state;
        for (var app : launched) {
            if (restored.find(app.spec().name()).isEmpty()) {
                restored = restored.find(app.id()).isEmpty()
                        ? restored.put(app)
                        : restored.put(app.withId(restored.nextId()));
            }
        }
        return restored;
    }

    private synchronized void declareLogs(DesiredState state) {
        state.apps().forEach((name, app) -> logs.declare(name, app.spec().logs()));
        var gone = new HashSet<>(declared);
        gone.removeAll(state.apps().keySet());
        gone.forEach(logs::forget);
        declared = Set.copyOf(state.apps().keySet());
    }

    private void serve(SupervisorLoop loop, int adopted) throws IOException {
        var commands = Commands.of(new Commands.Parts(
                desired,
                loop,
                new SavedApps(home.paths().state()),
                annals,
                logs,
                room.procFs(),
                launcher,
                users::permitted,
                this::declareLogs,
                clock::now,
                () -> info(adopted),
                this::end,
                work,
                home.paths().state(),
                incidents,
                sockets,
                traffic::unreachable));
        rollouts.open(commands);
        server = ControlServer.start(socket(), commands, VERSION, ServerLimits.DEFAULT);
        above.send("READY=1");
        if (System.getenv("DARUMA_HELD") == null) {
            var patience = Heartbeat.patience(System.getenv(), Self.pid());
            var heartbeat = Heartbeat.start(above, patience, loop::askForSign, () -> status(loop));
            loop.listen(_ -> heartbeat.changed());
        }
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> rest(TERMINATED)));
        notices.forEach(notice -> remark(Event.Type.WARNING, "DaemonNotice", notice));
    }

    /** The one that our holder keeps open over our deaths, or else our own. */
    private ServerSocketChannel socket() throws IOException {
        var inherited = ControlSocket.inherited();
        if (inherited.isPresent()) {
            return inherited.get();
        }
        return switch (ControlSocket.bind(home.paths().socket())) {
            case Outcome.Ok<ServerSocketChannel>(var channel) -> channel;
            case Outcome.Failed<ServerSocketChannel>(var fault) -> throw new IOException(fault.sentence());
        };
    }

    private Answer.DaemonInfo info(int adopted) {
        return new Answer.DaemonInfo(
                VERSION,
                Self.pid(),
                startedAt,
                adopted,
                home.paths().state().toString(),
                home.paths().socket().toString(),
                home.paths().logs().toString(),
                System.getProperty("java.version"),
                notices);
    }

    private String status(SupervisorLoop loop) {
        var apps = loop.observed().statuses(clock.now());
        int instances = apps.stream().mapToInt(app -> app.instances().size()).sum();
        int ready = apps.stream().mapToInt(AppStatus::ready).sum();
        return apps.size() + " app(s), " + ready + " of " + instances + " instance(s) ready";
    }

    private void end() {
        Thread.ofPlatform().name("end").start(() -> rest(0));
    }

    /** Copies what apps have written, and goes. They live on. */
    private void rest(int status) {
        above.send("STOPPING=1");
        LOG.log(Level.INFO, "asked to end");
        var answering = server;
        if (answering != null) {
            answering.close();
        }
        traffic.close();
        launcher.close();
        logs.close();
        journal.close();
        sockets.settle();
        home.close();
        Runtime.getRuntime().halt(status);
    }

    private Optional<String> holderOf(int port) {
        var loop = supervisor;
        return room.procFs().portHolder(port).map(holder -> {
            var owner = loop == null
                    ? Optional.<AppName>empty()
                    : new PortOwners(loop, launcher, room.procFs()).of(holder.pid());
            return "pid " + holder.pid() + " (" + holder.command() + ")"
                    + owner.or(() -> sockets.owner(port))
                            .map(app -> " of app \"" + app + "\"")
                            .orElse("");
        });
    }

    private void notice(String what) {
        remark(Event.Type.WARNING, "SocketsNotKept", what);
    }

    private void remark(Event.Type type, String reason, String message) {
        LOG.log(type == Event.Type.WARNING ? Level.WARNING : Level.INFO, message);
        remark("daemon", new Told(type, reason, 0, message, message, "", ""));
    }

    private void remark(String object, Told told) {
        var loop = supervisor;
        if (loop != null) {
            loop.remark(object, told);
        }
    }

    private final class Troubles implements LogTrouble {
        @Override
        public void failing(AppName app, String problem) {
            remark(Event.Type.WARNING, "LogNotWritable", app + ": " + problem);
        }

        @Override
        public void recovered(AppName app) {
            remark(Event.Type.NORMAL, "LogWritable", app + ": its output is written to the log again");
        }
    }
}
