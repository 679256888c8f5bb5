package daruma.probes.readiness;

import daruma.model.Durations;
import daruma.model.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whether what was seen of a program makes it ready. Pure.
 *
 * <p>A program's own word is the best evidence, and one that says that it will say it is waited for. Without one, and without one from the user, the first port that its tree listens on is the next best. A program
 * that opens none is taken to be up once it has lived for the settle time and has stopped burning CPU: a JVM or a bundler
 * that is still starting does not rest, so a slow server is not called ready before it listens.
 */
public final class ReadinessRule {
    /** Work below this share of a core counts as rest. */
    private static final double RESTING_CORES = 0.15;
    /** Over at least this long. */
    static final Duration REST = Duration.ofMillis(400);
    /** A program that opens no port and never rests is taken to be up after this long. */
    static final Duration BUSY_LIMIT = Duration.ofSeconds(10);
    /** How long a program may listen elsewhere before it is believed that it ignores the port it was told. */
    private static final Duration ELSEWHERE = Duration.ofSeconds(2);
    /** Node's inspector, the JVM's usual debug port: they say nothing about readiness. */
    private static final List<Integer> DEBUG_PORTS = List.of(9229, 5005);

    private ReadinessRule() {}

    /**
     * What is known about a program that is starting.
     *
     * @param alive since its launch
     * @param ports on which its tree listens
     * @param listensFor how long it has listened on any of them
     * @param said whether it said that it is ready
     * @param promised whether it said that it will say so
     * @param observedFor how long its CPU time was looked at
     * @param cores mean number of cores it used in that time
     */
    public record Sighting(
            Duration alive,
            List<Integer> ports,
            Duration listensFor,
            boolean said,
            boolean promised,
            Duration observedFor,
            double cores) {
        public Sighting {
            ports = List.copyOf(ports);
        }
    }

    /**
     * That it is ready.
     *
     * @param how for people: {@code listens on port 3000}
     * @param port the one it serves on, if it is known
     * @param said whether the program itself said so
     */
    public record Ready(String how, OptionalInt port, boolean said) {
        Ready(String how, OptionalInt port) {
            this(how, port, false);
        }
    }

    /**
     * Judges a program.
     *
     * @param declared the port it was told to serve on
     * @return empty: not yet
     */
    public static Optional<Ready> judge(Readiness readiness, OptionalInt declared, Sighting seen) {
        return switch (readiness.rule()) {
            case NOTIFY, NEWLINE -> said(declared, seen);
            case PORT -> declaredPort(declared, seen);
            case ALIVE ->
                seen.alive().compareTo(readiness.settle()) >= 0
                        ? Optional.of(new Ready("alive for " + rounded(seen.alive()), servesOn(declared, seen)))
                        : Optional.empty();
            case AUTO -> {
                if (seen.said() || seen.promised()) {
                    yield said(declared, seen);
                }
                var ready = declaredPort(declared, seen).or(() -> anyPort(declared, seen));
                yield ready.isPresent() || declared.isPresent() ? ready : settled(readiness, seen);
            }
        };
    }

    private static Optional<Ready> said(OptionalInt declared, Sighting seen) {
        return seen.said()
                ? Optional.of(new Ready("the program said that it is ready", servesOn(declared, seen), true))
                : Optional.empty();
    }

    /**
     * Judges a program that was handed the socket of its port at its start: that it listens is true of the socket from the
     * beginning and says nothing of the program.
     *
     * @param waits whether it is seen to wait for connections on that socket
     */
    public static Optional<Ready> judgeShared(Readiness readiness, int port, boolean waits, Sighting seen) {
        var served = OptionalInt.of(port);
        return switch (readiness.rule()) {
            case NOTIFY, NEWLINE, ALIVE -> judge(readiness, served, seen);
            case AUTO, PORT -> {
                var said = said(served, seen);
                yield said.isPresent() || seen.promised() ? said : waitsOrRests(readiness, port, waits, seen);
            }
        };
    }

    private static Optional<Ready> waitsOrRests(Readiness readiness, int port, boolean waits, Sighting seen) {
        var served = OptionalInt.of(port);
        return waits
                ? Optional.of(new Ready("waits for connections on port " + port, served))
                : settled(readiness, seen)
                        .map(_ -> new Ready(
                                "alive for " + rounded(seen.alive()) + " and at rest, with the socket of port " + port,
                                served));
    }

    private static Optional<Ready> declaredPort(OptionalInt declared, Sighting seen) {
        return declared.isPresent() && seen.ports().contains(declared.getAsInt())
                ? Optional.of(new Ready("listens on port " + declared.getAsInt(), declared))
                : Optional.empty();
    }

    private static Optional<Ready> anyPort(OptionalInt declared, Sighting seen) {
        var port = firstServing(seen);
        if (port.isEmpty()) {
            return Optional.empty();
        }
        if (declared.isEmpty()) {
            return Optional.of(new Ready("listens on port " + port.getAsInt(), port));
        }
        return seen.listensFor().compareTo(ELSEWHERE) >= 0
                ? Optional.of(new Ready(
                        "listens on port " + port.getAsInt() + " although it was told " + declared.getAsInt()
                                + ": it ignores PORT",
                        port))
                : Optional.empty();
    }

    private static Optional<Ready> settled(Readiness readiness, Sighting seen) {
        boolean lived = seen.alive().compareTo(readiness.settle()) >= 0;
        boolean rests = seen.observedFor().compareTo(REST) >= 0 && seen.cores() < RESTING_CORES;
        return lived && (rests || seen.alive().compareTo(BUSY_LIMIT) >= 0)
                ? Optional.of(new Ready("alive for " + rounded(seen.alive()) + ", opens no port", OptionalInt.empty()))
                : Optional.empty();
    }

    private static OptionalInt servesOn(OptionalInt declared, Sighting seen) {
        return declared.isPresent() ? declared : firstServing(seen);
    }

    private static OptionalInt firstServing(Sighting seen) {
        return seen.ports().stream()
                .mapToInt(Integer::intValue)
                .filter(port -> !DEBUG_PORTS.contains(port))
                .min();
    }

    private static String rounded(Duration duration) {
        return Durations.format(Duration.ofMillis(duration.toMillis() / 100 * 100));
    }
}
