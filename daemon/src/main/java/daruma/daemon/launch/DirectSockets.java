package daruma.daemon.launch;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Incarnation;
import daruma.model.StatusWord;
import daruma.model.Traffic;
import daruma.process.socket.HeldSockets;
import daruma.process.socket.SocketRefused;
import daruma.supervisor.loop.Observed;
import daruma.supervisor.status.Standing;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * The listening sockets of apps in direct socket mode: held from an app's first launch until nothing of it runs or is to run
 * again. While an instance is away its clients wait in the socket's queue; once the app is down they are refused, as they
 * should be.
 */
public final class DirectSockets {
    private static final Set<StatusWord> DOWN = Set.of(StatusWord.STOPPED, StatusWord.FAILED, StatusWord.COMPLETED);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Optional<HeldSockets> held;
    private final IntFunction<Optional<String>> holder;
    private final Map<Incarnation, Integer> users = new ConcurrentHashMap<>();
    private final Map<Integer, AppName> owners = new ConcurrentHashMap<>();

    /**
     * @param held empty where no sockets can be handed over
     * @param holder who listens on a port, for people; may block for a moment
     */
    public DirectSockets(Optional<HeldSockets> held, IntFunction<Optional<String>> holder) {
        this.held = held;
        this.holder = holder;
    }

    public static boolean isDirect(AppSpec spec) {
        return spec.traffic().mode() == Traffic.Mode.DIRECT;
    }

    /**
     * What a program is handed at its start.
     *
     * @return descriptors of ours, valid while the app is up; empty for an app that is not in direct socket mode
     */
    List<Integer> of(Incarnation incarnation, AppSpec spec) throws NoSocket {
        if (!isDirect(spec)) {
            return List.of();
        }
        int port = spec.port().orElseThrow();
        require(spec.name(), port);
        try {
            int descriptor = sockets().descriptor(port);
            users.put(incarnation, port);
            owners.put(port, spec.name());
            return List.of(descriptor);
        } catch (SocketRefused e) {
            throw refused(port, e);
        }
    }

    /** Finds out whether an app could have its socket, before anything is done. */
    public void check(AppSpec spec) throws NoSocket {
        if (isDirect(spec)) {
            int port = spec.port().orElseThrow();
            require(spec.name(), port);
            var obstacle = sockets().obstacle(port);
            if (obstacle.isPresent()) {
                throw refused(port, obstacle.get());
            }
        }
    }

    /** An incarnation of an earlier daemon runs on; if nobody kept its socket, it has it still. */
    void adopted(Incarnation incarnation, AppSpec spec, List<Integer> roots) {
        if (isDirect(spec) && held.isPresent()) {
            int port = spec.port().orElseThrow();
            users.put(incarnation, port);
            owners.put(port, spec.name());
            held.get().rescue(port, roots);
        }
    }

    void gone(Incarnation incarnation) {
        users.remove(incarnation);
    }

    /** Lets go of what nobody uses any more. On the supervisor's thread, as the launches are. */
    public void published(Observed observed) {
        if (held.isEmpty() || held.get().ports().isEmpty()) {
            return;
        }
        var needed = new HashSet<>(users.values());
        observed.desired().values().forEach(app -> {
            if (isDirect(app.spec())
                    && observed.instancesOf(app.spec().name()).stream()
                            .anyMatch(instance -> !DOWN.contains(Standing.word(instance)))) {
                needed.add(app.spec().port().orElseThrow());
            }
        });
        for (int port : held.get().ports()) {
            if (!needed.contains(port)) {
                held.get().release(port);
                owners.remove(port);
            }
        }
    }

    /** Whether connections to a port are accepted by no program yet, but by the socket itself. */
    public boolean holds(int port) {
        return held.map(it -> it.holds(port)).orElse(false);
    }

    /** The app for which the socket of a port is held. */
    public Optional<AppName> owner(int port) {
        return Optional.ofNullable(owners.get(port));
    }

    /** Waits until ports that were let go are free. */
    public void settle() {
        held.ifPresent(it -> it.settle(PATIENCE));
    }

    private HeldSockets sockets() throws NoSocket {
        return held.orElseThrow(() -> new NoSocket(
                NoSocket.Why.IMPOSSIBLE,
                "sockets cannot be handed over by this installation: it has no daruma-holder for this machine. Let"
                        + " clients come through the balancer instead: publish the port"));
    }

    private void require(AppName app, int port) throws NoSocket {
        var owner = owner(port).filter(it -> !it.equals(app));
        if (owner.isPresent()) {
            throw new NoSocket(NoSocket.Why.IN_USE, "port " + port + " is held for app \"" + owner.get() + "\"");
        }
    }

    private NoSocket refused(int port, SocketRefused why) {
        if (why.inUse()) {
            return new NoSocket(
                    NoSocket.Why.IN_USE,
                    "port " + port + " is held by "
                            + holder.apply(port).orElse("a process that this user may not see"));
        }
        return why.notPermitted()
                ? new NoSocket(
                        NoSocket.Why.NOT_PERMITTED,
                        "port " + port + " is privileged: this user may not listen on it. Choose one from 1024 on, run"
                                + " daruma as root, or lower the limit: sysctl net.ipv4.ip_unprivileged_port_start="
                                + port)
                : new NoSocket(NoSocket.Why.IMPOSSIBLE, String.valueOf(why.getMessage()));
    }
}
