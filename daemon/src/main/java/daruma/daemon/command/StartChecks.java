package daruma.daemon.command;

import daruma.control.Fault;
import daruma.daemon.launch.DirectSockets;
import daruma.daemon.launch.NoSocket;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.DesiredApp;
import daruma.model.Refused;
import daruma.process.proc.PortHolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;

/**
 * What can be known to be wrong before an app is taken in, so that nothing half-done stays behind. The command line checks
 * most of it too, with more to say; other clients may not.
 */
final class StartChecks {
    private final PortProbe ports;
    private final IntFunction<Optional<AppName>> ownerOf;
    private final BiPredicate<Optional<String>, Optional<String>> permitted;
    private final DirectSockets sockets;

    /**
     * @param ownerOf the app to which a process belongs
     * @param permitted whether programs can be run as this user and group; throws {@link Refused} if there is none
     */
    StartChecks(
            PortProbe ports,
            IntFunction<Optional<AppName>> ownerOf,
            BiPredicate<Optional<String>, Optional<String>> permitted,
            DirectSockets sockets) {
        this.ports = ports;
        this.ownerOf = ownerOf;
        this.permitted = permitted;
        this.sockets = sockets;
    }

    /**
     * Looks at an app before it is declared, or declared anew.
     *
     * @param until what is declared in its place now: where that serves, nobody is in the way
     * @param others all apps of the home
     */
    void check(AppSpec spec, Optional<DesiredApp> until, Collection<DesiredApp> others) throws FaultException {
        checkFiles(spec);
        checkUser(spec);
        var own = until.map(StartChecks::ports).orElse(Set.of());
        for (var port : ports(spec)) {
            if (!own.contains(port)) {
                checkPort(spec.name(), port, others);
            }
        }
        if (DirectSockets.isDirect(spec)) {
            checkSocket(spec, others);
        }
    }

    /** A shared port stays in the hands of who holds it for the app, also while that is down. */
    private static Set<Integer> ports(DesiredApp app) {
        return app.running() || app.spec().traffic().shared() ? ports(app.spec()) : Set.of();
    }

    /** Those that people know of; where instances serve behind the balancer is chosen so that it is free. */
    private static Set<Integer> ports(AppSpec spec) {
        var ports = new TreeSet<Integer>();
        spec.port().ifPresent(first -> {
            for (int slot = 0; slot < (spec.traffic().shared() ? 1 : spec.replicas()); slot++) {
                ports.add(first + slot);
            }
        });
        return ports;
    }

    private static void checkFiles(AppSpec spec) throws FaultException {
        var command = spec.command();
        if (!Files.isDirectory(command.cwd())) {
            throw invalid(
                    spec, "its working directory " + command.cwd() + " is not a directory. Make it, or set --cwd");
        }
        var program = command.argv().getFirst();
        if (program.contains("/")) {
            var file = command.cwd().resolve(program);
            if (!Files.exists(file)) {
                throw invalid(spec, "there is no file " + file);
            }
            if (!Files.isExecutable(file) || Files.isDirectory(file)) {
                throw invalid(spec, file + " is not executable. Try: chmod +x " + file);
            }
        }
        if (command.script().isPresent() && !Files.isReadable(command.script().get())) {
            throw invalid(spec, "the file " + command.script().get() + " cannot be read");
        }
        var log = spec.logs().file().map(Path::getParent);
        if (log.isPresent() && Files.exists(log.get()) && !Files.isDirectory(log.get())) {
            throw invalid(spec, "the place for its log, " + log.get() + ", is not a directory");
        }
    }

    private void checkUser(AppSpec spec) throws FaultException {
        var process = spec.process();
        try {
            if (!permitted.test(process.user(), process.group())) {
                throw new FaultException(new Fault.NotPermitted("cannot start \"" + spec.name() + "\" as user \""
                        + process.user().or(process::group).orElse("")
                        + "\": only a daemon that runs as root can switch users. Run daruma as root, or leave --user"
                        + " out"));
            }
        } catch (Refused e) {
            throw invalid(spec, e.getMessage());
        }
    }

    /** The one that all instances are to share, and that we are to hold for them. */
    private void checkSocket(AppSpec spec, Collection<DesiredApp> others) throws FaultException {
        try {
            sockets.check(spec);
        } catch (NoSocket e) {
            switch (e.why()) {
                case IN_USE -> checkPort(spec.name(), spec.port().orElseThrow(), others);
                case NOT_PERMITTED ->
                    throw new FaultException(
                            new Fault.NotPermitted("cannot start \"" + spec.name() + "\": " + e.getMessage()));
                case IMPOSSIBLE -> {}
            }
            throw invalid(spec, String.valueOf(e.getMessage()));
        }
    }

    private void checkPort(AppName app, int port, Collection<DesiredApp> others) throws FaultException {
        for (var other : others) {
            if (other.running()
                    && !other.spec().name().equals(app)
                    && ports(other).contains(port)) {
                throw new FaultException(new Fault.PortTaken(
                        app,
                        port,
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.of(other.spec().name())));
            }
        }
        var taken = ports.taken(port);
        if (taken.isPresent()) {
            var holder = taken.get().holder();
            throw new FaultException(new Fault.PortTaken(
                    app,
                    port,
                    holder.map(it -> OptionalLong.of(it.pid())).orElse(OptionalLong.empty()),
                    holder.map(PortHolder::command),
                    sockets.owner(port).or(() -> holder.flatMap(it -> ownerOf.apply(it.pid())))));
        }
    }

    private static FaultException invalid(AppSpec spec, String problem) {
        return new FaultException(new Fault.InvalidSpec(Optional.of(spec.name().value()), problem));
    }
}
