package daruma.daemon.launch;

import daruma.model.AppSpec;
import daruma.model.DesiredApp;
import daruma.model.Event;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Signal;
import daruma.model.Traffic;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.LaunchOrder;
import daruma.supervisor.lifecycle.Told;
import daruma.supervisor.loop.ProcessLauncher;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Does not start a program again whose port somebody else holds: a launch that is known to fail is answered at once, with
 * who is in the way. What a dying program says about an address in use makes it look; from then on it looks every second
 * until the port is free.
 */
public final class HeldPorts implements ProcessLauncher {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final ProcessLauncher launcher;
    private final Function<Incarnation, List<String>> lastLines;
    private final IntFunction<Optional<String>> holder;
    private final Consumer<InstanceEvent.About> news;
    private final BiConsumer<InstanceId, Told> remark;
    private final Supplier<Instant> now;
    private final Executor work;
    private final Map<InstanceId, Obstacle> obstacles = new ConcurrentHashMap<>();

    private final AtomicBoolean watching = new AtomicBoolean();

    /** @param specGeneration of the app that wanted the port; one that was declared anew may want another */
    private record Obstacle(int port, String holder, long specGeneration, String advice) {
        String sentence() {
            return "port " + port + " is held by " + holder + advice;
        }
    }

    /**
     * Launches by way of another launcher.
     *
     * @param lastLines of an incarnation that has ended; may block for a moment
     * @param holder who listens on a port, for people; empty if it is free. May block for a moment
     * @param now the supervisor's clock
     */
    public HeldPorts(
            ProcessLauncher launcher,
            Function<Incarnation, List<String>> lastLines,
            IntFunction<Optional<String>> holder,
            Consumer<InstanceEvent.About> news,
            BiConsumer<InstanceId, Told> remark,
            Supplier<Instant> now,
            Executor work) {
        this.launcher = launcher;
        this.lastLines = lastLines;
        this.holder = port -> holder.apply(port).map(HeldPorts::shortened);
        this.news = news;
        this.remark = remark;
        this.now = now;
        this.work = work;
    }

    /** A program has died. Returns at once. */
    public void died(Action.Gather death) {
        var failed = death.exit().filter(exit -> exit.status() instanceof ExitStatus.Exited(int code) && code != 0);
        if (failed.isPresent()) {
            work.execute(() -> look(death.incarnation(), death.app()));
        }
    }

    @Override
    public void launch(LaunchOrder order) {
        var instance = order.incarnation().instance();
        var obstacle = obstacles.get(instance);
        if (obstacle == null || obstacle.specGeneration() != order.app().specGeneration()) {
            obstacles.remove(instance);
            launcher.launch(order);
        } else {
            news.accept(new InstanceEvent.Ended(
                    order.incarnation(),
                    new ExitStatus.NeverRan(obstacle.sentence(), 0),
                    Duration.ZERO,
                    now.get(),
                    false));
        }
    }

    @Override
    public void terminate(Incarnation incarnation, Signal signal) {
        launcher.terminate(incarnation, signal);
    }

    @Override
    public void kill(Incarnation incarnation) {
        launcher.kill(incarnation);
    }

    @Override
    public void forget(InstanceId instance) {
        obstacles.remove(instance);
        launcher.forget(instance);
    }

    private void look(Incarnation dead, DesiredApp app) {
        var said = AddressInUse.in(lastLines.apply(dead));
        if (said.isEmpty()) {
            return;
        }
        var port = said.get().port().isPresent()
                ? said.get().port()
                : app.spec().portOf(dead.instance().slot());
        if (port.isEmpty()) {
            return;
        }
        if (DirectSockets.isDirect(app.spec()) && port.equals(app.spec().port())) {
            opensItself(dead, port.getAsInt());
            return;
        }
        var obstacle = obstacle(port.getAsInt(), app, dead.instance().slot());
        if (obstacle.isEmpty()) {
            return;
        }
        boolean first = obstacles.put(dead.instance(), obstacle.get()) == null;
        if (first) {
            remark.accept(
                    dead.instance(),
                    new Told(
                            Event.Type.WARNING,
                            "PortHeld",
                            dead.number(),
                            obstacle.get().sentence() + "; it is not run again before that port is free",
                            obstacle.get().sentence(),
                            "the program said that its address is in use",
                            "do not run it again before that port is free"));
        }
        work.execute(this::watch);
    }

    /** The one in its way is its own socket, which is there as long as the app is. */
    private void opensItself(Incarnation dead, int port) {
        var why = "port " + port
                + " is open already, as descriptor 3 of the program (LISTEN_FDS), and the program opened it"
                + " itself instead of taking that. Where it cannot take it, let clients come through the balancer:"
                + " publish the port. See docs/direct-sockets.md";
        remark.accept(dead.instance(), new Told(Event.Type.WARNING, "SocketNotTaken", dead.number(), why, why, "", ""));
    }

    /** One thread looks for all, as long as there is something to look for. */
    private void watch() {
        if (!watching.compareAndSet(false, true)) {
            return;
        }
        try {
            while (!obstacles.isEmpty()) {
                Thread.sleep(PAUSE);
                var holders = new HashMap<Integer, Optional<String>>();
                obstacles.forEach((instance, known) -> holders.computeIfAbsent(known.port(), holder::apply)
                        .ifPresentOrElse(
                                who -> obstacles.replace(
                                        instance,
                                        known,
                                        new Obstacle(known.port(), who, known.specGeneration(), known.advice())),
                                () -> obstacles.remove(instance, known)));
            }
        } catch (InterruptedException _) {
            obstacles.clear();
            Thread.currentThread().interrupt();
        } finally {
            watching.set(false);
        }
        if (!obstacles.isEmpty()) {
            watch();
        }
    }

    private Optional<Obstacle> obstacle(int port, DesiredApp app, int slot) {
        return holder.apply(port)
                .map(who -> new Obstacle(port, who, app.specGeneration(), advice(port, who, app.spec(), slot)));
    }

    /** Our own processes by what they do: their command lines are long and tell nobody anything. */
    private static String shortened(String who) {
        return who.contains("daruma-balancer") ? "the balancer, which passes on to instances" : who;
    }

    /** Where several instances want one port, the program does not look at the one that it is told. */
    private static String advice(int port, String who, AppSpec spec, int slot) {
        var own = spec.portOf(slot);
        if (spec.traffic().mode() == Traffic.Mode.BALANCED && own.isPresent() && own.getAsInt() != port) {
            return ". The program ignores PORT, which tells this instance " + own.getAsInt()
                    + ": let it serve there; or let it take the socket that is handed to it, with --listen " + port;
        }
        return own.isEmpty() && who.endsWith("of app \"" + spec.name() + "\"")
                ? ". Several instances need a port each: publish it, with -p " + port
                        + ", and let the program serve on PORT"
                : "";
    }
}
