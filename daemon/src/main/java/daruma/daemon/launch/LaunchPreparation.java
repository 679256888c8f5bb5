package daruma.daemon.launch;

import daruma.daemon.launch.LaunchRecord.WrittenApp;
import daruma.incidents.gather.CrashDirectories;
import daruma.incidents.gather.Preparation;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Readiness;
import daruma.model.Rlimit;
import daruma.probes.readiness.FirstNewline;
import daruma.process.host.AppCgroups;
import daruma.process.host.Self;
import daruma.process.launch.Credentials;
import daruma.process.launch.Launch;
import daruma.process.launch.Shim;
import daruma.process.launch.ShimOptions;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.LaunchOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What an order of the supervisor means in the words of the process room: directory, environment, shim and its options. */
public final class LaunchPreparation {
    /** Between TERM and KILL for what a program leaves behind. */
    static final Duration STRAY_GRACE = Duration.ofSeconds(2);

    private static final boolean PROTECTED = Self.oomScoreAdjust() < 0;

    private final Shim shim;
    private final RunDirectories directories;
    private final Accounts accounts;
    private final Surroundings surroundings;
    private final Consumer<InstanceEvent.About> events;
    /** Tells our cookies from those of other daemons; no daemon launches an incarnation twice. */
    private final String session = UUID.randomUUID().toString();
    /** The app of each app's last launch; the next one is most often of the same. */
    private final Map<AppName, WrittenApp> written = new ConcurrentHashMap<>();

    /** Names to numbers. */
    @FunctionalInterface
    public interface Accounts {
        /**
         * Whom a program with these settings runs as.
         *
         * @return empty: as the daemon
         * @throws daruma.model.Refused if there is no such user or group
         */
        Optional<Credentials> credentials(Optional<String> user, Optional<String> group);
    }

    /**
     * What every launch is given besides its app.
     *
     * @param notifySocket where sd_notify messages are heard, if they are
     * @param wordSocket where lines of programs are heard and answered, if they are
     * @param nodePreload the script that gives Node programs their {@code process.send}, if it is installed
     * @param crashes where programs may leave what they have to say of their own crash
     * @param groups where each program has a control group of its own, if there may be any
     * @param sockets of apps in direct socket mode
     */
    public record Surroundings(
            Optional<Path> notifySocket,
            Optional<Path> wordSocket,
            Optional<Path> nodePreload,
            Optional<CrashDirectories> crashes,
            Optional<AppCgroups> groups,
            DirectSockets sockets) {
        public static final Surroundings NONE = new Surroundings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new DirectSockets(Optional.empty(), port -> Optional.empty()));
    }

    /** @param events hears what a launch has to do without */
    public LaunchPreparation(
            Shim shim,
            RunDirectories directories,
            Accounts accounts,
            Surroundings surroundings,
            Consumer<InstanceEvent.About> events) {
        this.shim = shim;
        this.directories = directories;
        this.accounts = accounts;
        this.surroundings = surroundings;
        this.events = events;
    }

    /**
     * Makes the run directory.
     *
     * @throws IOException if it cannot be made
     * @throws daruma.model.Refused if there is no such user or group
     * @throws NoSocket if the app is to share one and cannot have it
     */
    Launch prepare(LaunchOrder order, Instant began) throws IOException, NoSocket {
        var credentials = credentials(order);
        var sockets = surroundings.sockets().of(order.incarnation(), order.app().spec());
        return launch(
                order,
                credentials,
                sockets,
                directories.create(order.incarnation(), LaunchRecord.timed(untimedRecord(order), began)));
    }

    /**
     * Makes the run directory of a launch that may come.
     *
     * @throws IOException if it cannot be made, or is there already
     */
    void makeAhead(Incarnation incarnation) throws IOException {
        directories.createAhead(incarnation);
    }

    /** As {@link #prepare}, for a directory that is there, and without the record of the launch: {@link #complete} writes it. */
    Launch prepareAhead(LaunchOrder order) throws IOException {
        return launch(order, credentials(order), List.of(), directories.of(order.incarnation()));
    }

    /** Whether there is nothing about such an app that must be done at the time of its launch, by this shim. */
    boolean canBeAhead(AppSpec spec) {
        return shim.can("standby")
                && spec.readiness().rule() != Readiness.Rule.NEWLINE
                && !DirectSockets.isDirect(spec);
    }

    /** Whether the program would still run as whom it was prepared for. */
    boolean isStill(Launch prepared, LaunchOrder order) {
        return prepared.options().credentials().equals(credentials(order));
    }

    /**
     * Writes the record of a launch that was prepared ahead.
     *
     * @throws IOException if it cannot be written
     */
    static void complete(Launch prepared, byte[] untimedRecord, Instant began) throws IOException {
        LaunchRecord.write(prepared.runDirectory(), LaunchRecord.timed(untimedRecord, began));
    }

    private Optional<Credentials> credentials(LaunchOrder order) {
        var process = order.app().spec().process();
        return accounts.credentials(process.user(), process.group());
    }

    private String runId(Incarnation incarnation) {
        return incarnation + ":" + session;
    }

    /** The record of a launch but for its time. */
    byte[] untimedRecord(LaunchOrder order) {
        var incarnation = order.incarnation();
        return LaunchRecord.untimed(incarnation, runId(incarnation), shim.kind() == Shim.Kind.C, written(order.app()));
    }

    private Launch launch(LaunchOrder order, Optional<Credentials> credentials, List<Integer> sockets, Path directory)
            throws IOException {
        var incarnation = order.incarnation();
        var spec = order.app().spec();
        return new Launch(
                shim,
                directory,
                spec.command().argv(),
                environment(order.app(), incarnation),
                runId(incarnation),
                options(spec, credentials, directories.lock(incarnation.instance()), group(incarnation), sockets),
                words(spec, directory));
    }

    /** A file and no pipe: what is said while no daemon is there to hear it stays said. */
    private static Optional<Path> words(AppSpec spec, Path directory) throws IOException {
        return spec.readiness().rule() == Readiness.Rule.NEWLINE
                ? Optional.of(Files.write(directory.resolve(FirstNewline.FILE), new byte[0]))
                : Optional.empty();
    }

    private WrittenApp written(DesiredApp app) {
        var name = app.spec().name();
        var known = written.get(name);
        if (known == null || !known.app().equals(app)) {
            known = WrittenApp.of(app);
            written.put(name, known);
        }
        return known;
    }

    /** A name of its own for each incarnation: what is left of an earlier one is not counted as its own. */
    private static String groupName(Incarnation incarnation) {
        return incarnation.instance().app() + "." + incarnation.instance().slot() + "." + incarnation.number();
    }

    private Optional<Path> group(Incarnation incarnation) {
        try {
            return surroundings.groups().isPresent() && shim.can("cgroup")
                    ? Optional.of(surroundings.groups().get().create(groupName(incarnation)))
                    : Optional.empty();
        } catch (IOException e) {
            events.accept(new InstanceEvent.Degraded(incarnation, "no control group of its own: " + e.getMessage()));
            return Optional.empty();
        }
    }

    private static ShimOptions options(
            AppSpec spec, Optional<Credentials> credentials, Path lock, Optional<Path> group, List<Integer> sockets) {
        var process = spec.process();
        return new ShimOptions(
                Optional.of(lock),
                Optional.of(spec.command().cwd()),
                process.umask(),
                process.nice(),
                // What protects the daemon when memory runs out is not for its apps.
                process.oomScoreAdjust().isEmpty() && PROTECTED ? OptionalInt.of(0) : process.oomScoreAdjust(),
                Stream.concat(process.limits().stream().map(LaunchPreparation::word), Preparation.limits(spec).stream())
                        .toList(),
                credentials,
                group,
                OptionalLong.of(spec.logs().spoolBytes()),
                sockets,
                sockets.isEmpty() ? List.of() : List.of(spec.name().value()),
                Optional.of(STRAY_GRACE),
                Optional.empty(),
                false,
                // Where System.inheritedChannel() looks.
                !sockets.isEmpty() && AppEnvironment.speaksJava(spec) ? List.of("--listen-stdin") : List.of());
    }

    private static String word(Rlimit limit) {
        return limit.name() + "=" + amount(limit.soft())
                + limit.hard().map(hard -> ":" + amount(hard)).orElse("");
    }

    private static String amount(long value) {
        return value == Rlimit.UNLIMITED ? "unlimited" : Long.toString(value);
    }

    /** What a program of the app is started with, but for the cookie. */
    Map<String, String> environment(DesiredApp app, Incarnation incarnation) {
        return AppEnvironment.of(
                app,
                incarnation,
                directories.of(incarnation),
                surroundings.notifySocket(),
                surroundings
                        .wordSocket()
                        .filter(_ -> app.spec().process().user().isEmpty()),
                surroundings.nodePreload(),
                crashDirectory(app.spec(), incarnation));
    }

    /** Our own directories are closed to a program that runs as somebody else. */
    private Optional<Path> crashDirectory(AppSpec spec, Incarnation incarnation) {
        return spec.process().user().isPresent()
                ? Optional.empty()
                : surroundings.crashes().flatMap(crashes -> crashes.ready(incarnation.instance()));
    }

    /** The control group of an incarnation that was launched before, if it has one of its own. */
    Optional<Path> groupOf(Incarnation incarnation) {
        return surroundings.groups().map(it -> it.of(groupName(incarnation))).filter(Files::isDirectory);
    }

    /** An incarnation of an earlier daemon runs on. */
    void adopted(LaunchRecord record, List<Integer> roots) {
        surroundings.sockets().adopted(record.incarnation(), record.app().spec(), roots);
    }

    /** Nothing of the incarnation runs any more. */
    void gone(Incarnation incarnation) {
        surroundings.sockets().gone(incarnation);
    }

    /** The run directory of the incarnation goes: so does what else it had for itself. */
    void remove(Incarnation incarnation) {
        directories.remove(incarnation);
        surroundings.groups().ifPresent(it -> it.remove(groupName(incarnation)));
    }

    /** Nothing of the slot is wanted any more. */
    void forget(InstanceId instance) {
        written.remove(instance.app());
        directories.removeIfEmpty(instance);
        surroundings.crashes().ifPresent(crashes -> crashes.forget(instance));
    }
}
