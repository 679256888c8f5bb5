package daruma.cli.command;

import daruma.cli.terminal.Failure;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.model.AppStatus;
import daruma.model.Health;
import daruma.model.InstanceStatus;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.ProcessId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Faults against one app, and what became of each. A fault is an ordinary signal to a process of the app or to the daemon:
 * the daemon is told nothing of it, so that what is seen is what would be seen.
 */
final class Drills {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    /** For one that answers late: between two times of standing still it answers what it was asked. */
    private static final Duration ANSWERS_FOR = Duration.ofMillis(300);

    private static final Duration LONGEST_HOLD = Duration.ofSeconds(30);
    /** A shim that was asleep wakes once a second. */
    private static final Duration SHIM_WAKES = Duration.ofSeconds(5);

    /** What is done to an app. */
    enum Fault {
        CRASH("crash", "its first instance is killed"),
        STOP("stop", "it is restarted, and has to end by itself"),
        FREEZE("freeze", "its first instance stands still, and somebody has to notice"),
        SLOW("slow", "its health checks are answered late, and somebody has to notice"),
        DAEMON("daemon", "the daemon is killed; the app goes on"),
        FULL("full", "more is written than its spool holds while nobody reads; the app goes on");

        private final String word;
        private final String says;

        Fault(String word, String says) {
            this.word = word;
            this.says = says;
        }

        String word() {
            return word;
        }

        String says() {
            return says;
        }

        static Optional<Fault> of(String word) {
            return List.of(values()).stream().filter(it -> it.word.equals(word)).findFirst();
        }
    }

    /** How a drill ended. */
    enum Verdict {
        PASSED,
        FAILED,
        /** It would prove nothing about this app. */
        SKIPPED
    }

    /**
     * One drill.
     *
     * @param took until all was well again; empty if it did not get so far
     * @param story one line for people
     */
    record Result(Fault fault, Verdict verdict, Optional<Duration> took, String story) {}

    private final Run run;
    private final String app;
    private final Duration limit;

    /**
     * Drills of one app.
     *
     * @param limit for each
     */
    Drills(Run run, String app, Duration limit) {
        this.run = run;
        this.app = app;
        this.limit = limit;
    }

    /**
     * What is not well before a drill says nothing after it.
     *
     * @throws Failure if it is not ready
     */
    void requireReady() {
        var status = look().orElseThrow(() -> new Failure(Exit.NO_SUCH_APP, "there is no app \"" + app + "\""));
        if (!isWell(status)) {
            throw new Failure(
                    Exit.NOT_RUNNING,
                    "\"" + app + "\" is not ready (" + status.ready() + " of "
                            + status.desired().spec().replicas()
                            + "), so a drill would prove nothing. See: daruma why " + app);
        }
    }

    Result rehearse(Fault fault) {
        if (await(Drills::isWell).isEmpty()) {
            return new Result(fault, Verdict.FAILED, Optional.empty(), "it was not ready before the drill");
        }
        return switch (fault) {
            case CRASH -> crash();
            case STOP -> stop();
            case FREEZE -> freeze();
            case SLOW -> slow();
            case FULL -> full();
            case DAEMON -> daemon();
        };
    }

    private Result crash() {
        var first = first();
        var began = run.now();
        if (!signal(process(first), "KILL")) {
            return failed(Fault.CRASH, "its process could not be signalled: only its user and root may");
        }
        return await(app -> isWell(app) && first(app).incarnation() > first.incarnation())
                .map(after -> passed(
                        Fault.CRASH,
                        began,
                        "killed; ready again as launch " + first(after).incarnation()))
                .orElseGet(() -> late(Fault.CRASH));
    }

    private Result stop() {
        var before = incarnations(look().orElseThrow());
        var began = run.now();
        try (var client = run.daemon()) {
            client.stream(new Request.Restart(List.of(app), Optional.empty(), true), _ -> {}, limit);
        }
        var after = await(app -> isWell(app)
                && app.instances().stream()
                        .allMatch(it ->
                                it.incarnation() > before.getOrDefault(it.id().slot(), 0L)));
        if (after.isEmpty()) {
            return late(Fault.STOP);
        }
        var forced = after.get().instances().stream()
                .flatMap(it -> it.lastExit().stream())
                .filter(exit -> exit.forced())
                .findFirst();
        return forced.isPresent()
                ? failed(
                        Fault.STOP,
                        "it did not end within its time to stop and had to be killed: handle the stop signal, or give"
                                + " it longer")
                : passed(Fault.STOP, began, "ended by itself; ready again");
    }

    private Result freeze() {
        var before = look().orElseThrow();
        var first = first(before);
        var health = before.desired().spec().health();
        if (first.port().isEmpty()
                && health.liveness().isEmpty()
                && health.readiness().isEmpty()
                && health.watchdog().isEmpty()) {
            return new Result(
                    Fault.FREEZE,
                    Verdict.SKIPPED,
                    Optional.empty(),
                    "nobody could notice: it has no port, no health check and no watchdog");
        }
        var process = process(first);
        var began = run.now();
        if (!signal(process, "STOP")) {
            return failed(Fault.FREEZE, "its process could not be signalled: only its user and root may");
        }
        try {
            var noticed = await(app -> !first(app).ready() || first(app).incarnation() > first.incarnation());
            if (noticed.isEmpty()) {
                return failed(
                        Fault.FREEZE, "nobody noticed that it stood still; let its liveness be checked: --health-http");
            }
            var after = Duration.between(began, run.now());
            if (first(noticed.get()).incarnation() == first.incarnation()
                    && await(app -> first(app).incarnation() > first.incarnation())
                            .isEmpty()) {
                return new Result(
                        Fault.FREEZE,
                        Verdict.FAILED,
                        Optional.empty(),
                        "taken out of service after " + after.toMillis() + " ms, but not restarted");
            }
            return await(Drills::isWell)
                    .map(_ -> passed(Fault.FREEZE, began, "noticed after " + after.toMillis() + " ms; ready again"))
                    .orElseGet(() -> late(Fault.FREEZE));
        } finally {
            // Whatever came of it: what stands still because of us is not left so.
            signal(process, "CONT");
        }
    }

    /**
     * It is held for much longer than its checks wait, lets answers out, and is held again: so each is right and comes too late.
     * It is let go as soon as that has been noticed.
     */
    private Result slow() {
        var before = look().orElseThrow();
        var first = first(before);
        var timeout = longestAnswer(before.desired().spec().health());
        if (timeout.isEmpty()) {
            return new Result(
                    Fault.SLOW,
                    Verdict.SKIPPED,
                    Optional.empty(),
                    "nothing asks it for an answer; declare a check that does: --health-http");
        }
        var hold = min(timeout.get().multipliedBy(10), LONGEST_HOLD);
        var process = process(first);
        var began = run.now();
        var noticed = Optional.<AppStatus>empty();
        try {
            while (noticed.isEmpty() && run.now().isBefore(began.plus(limit))) {
                if (!signal(process, "STOP")) {
                    return failed(Fault.SLOW, "its process could not be signalled: only its user and root may");
                }
                noticed = await(app -> !first(app).ready() || first(app).incarnation() > first.incarnation(), hold);
                signal(process, "CONT");
                if (noticed.isEmpty()) {
                    noticed = await(app -> !first(app).ready(), ANSWERS_FOR);
                }
            }
        } finally {
            signal(process, "CONT");
        }
        if (noticed.isEmpty()) {
            return failed(
                    Fault.SLOW,
                    "nobody noticed that it answers late; let its checks wait for less, or be made oftener");
        }
        var after = Duration.between(began, run.now());
        return await(Drills::isWell)
                .map(well -> passed(
                        Fault.SLOW,
                        began,
                        (first(well).incarnation() == first.incarnation()
                                        ? "out of service after " + after.toMillis() + " ms, and back by itself"
                                        : "noticed after " + after.toMillis() + " ms and restarted")
                                + "; ready again"))
                .orElseGet(() -> late(Fault.SLOW));
    }

    /** Of the checks that wait for an answer of the program: a connection alone is made by the kernel. */
    private static Optional<Duration> longestAnswer(Health health) {
        return Stream.of(health.liveness(), health.readiness())
                .flatMap(Optional::stream)
                .filter(probe -> switch (probe.check()) {
                    case ProbeCheck.Http _, ProbeCheck.Grpc _ -> true;
                    case ProbeCheck.Tcp _, ProbeCheck.Exec _, ProbeCheck.Log _ -> false;
                })
                .map(Probe::timeout)
                .max(Comparator.naturalOrder());
    }

    /** Nobody reads while the daemon stands still, so that all of it is the shim's to bound. */
    private Result full() {
        var before = look().orElseThrow();
        var spool = Flood.spoolOf(process(first(before)));
        if (spool.isEmpty()) {
            return new Result(
                    Fault.FULL,
                    Verdict.SKIPPED,
                    Optional.empty(),
                    "its output does not go through a spool that we may write to");
        }
        long holds = before.desired().spec().logs().spoolBytes();
        var processes = processes(before);
        long pid;
        try (var client = run.daemon()) {
            pid = run.ask(client, new Request.DaemonInfo()).pid();
        }
        var began = run.now();
        if (!send(pid, "STOP")) {
            return failed(Fault.FULL, "the daemon could not be signalled: only its user and root may");
        }
        var flood = new Flood(spool.get(), holds);
        try {
            flood.write();
            if (!awaitFact(flood::isBounded, SHIM_WAKES)) {
                return failed(
                        Fault.FULL,
                        "its spool takes " + flood.diskBytes() + " bytes, more than the " + holds
                                + " that it may hold");
            }
        } catch (IOException e) {
            return failed(Fault.FULL, "its spool could not be written: " + e.getMessage());
        } finally {
            send(pid, "CONT");
        }
        var after = await(app -> isWell(app) && processes(app).equals(processes) && flood.isCopied());
        return after.isPresent()
                ? passed(
                        Fault.FULL,
                        began,
                        (flood.written() >> 20) + " MiB were written while nobody read, and at most " + (holds >> 20)
                                + " MiB kept; the app went on, and its log too")
                : failed(Fault.FULL, "its output was not copied, or it did not go on; see: daruma why " + app);
    }

    private Result daemon() {
        var before = look().orElseThrow();
        var processes = processes(before);
        long pid;
        try (var client = run.daemon()) {
            pid = run.ask(client, new Request.DaemonInfo()).pid();
        }
        var began = run.now();
        if (!send(pid, "KILL")) {
            return failed(Fault.DAEMON, "the daemon could not be signalled: only its user and root may");
        }
        var after = await(app -> processes(app).size() == processes.size());
        if (after.isEmpty()) {
            return late(Fault.DAEMON);
        }
        return processes(after.get()).equals(processes)
                ? passed(Fault.DAEMON, began, "a new daemon took it over; no process of it was touched")
                : failed(Fault.DAEMON, "it was restarted");
    }

    private Result passed(Fault fault, Instant began, String story) {
        return new Result(fault, Verdict.PASSED, Optional.of(Duration.between(began, run.now())), story);
    }

    private static Result failed(Fault fault, String story) {
        return new Result(fault, Verdict.FAILED, Optional.empty(), story);
    }

    private Result late(Fault fault) {
        return failed(fault, "not ready again within " + limit.toSeconds() + " s; see: daruma why " + app);
    }

    // ---- looking ---------------------------------------------------------------------------------------------------

    /** Looks again and again until it is so; empty if it is not so within the limit. */
    private Optional<AppStatus> await(Predicate<AppStatus> so) {
        return await(so, limit);
    }

    private boolean awaitFact(BooleanSupplier fact, Duration within) {
        var until = run.now().plus(within);
        while (!fact.getAsBoolean()) {
            if (run.now().isAfter(until) || !pause()) {
                return false;
            }
        }
        return true;
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_EVERY);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Optional<AppStatus> await(Predicate<AppStatus> so, Duration within) {
        var until = run.now().plus(within);
        while (true) {
            var status = look();
            if (status.isPresent() && so.test(status.get())) {
                return status;
            }
            if (run.now().isAfter(until)) {
                return Optional.empty();
            }
            if (!pause()) {
                return Optional.empty();
            }
        }
    }

    /** How the app is; empty also while no daemon answers. */
    private Optional<AppStatus> look() {
        if (!(run.link().reach() instanceof Outcome.Ok<ControlClient>(var client))) {
            return Optional.empty();
        }
        try (client) {
            return client.call(new Request.ListApps(List.of(app)), Run.ANSWER)
                            instanceof Outcome.Ok<Answer.Listing>(var listing)
                    ? listing.apps().stream().findFirst()
                    : Optional.empty();
        }
    }

    private InstanceStatus first() {
        return first(look().orElseThrow());
    }

    private static InstanceStatus first(AppStatus app) {
        return app.instances().getFirst();
    }

    private static boolean isWell(AppStatus app) {
        return app.ready() == app.desired().spec().replicas()
                && app.instances().size() == app.desired().spec().replicas();
    }

    private static Map<Integer, Long> incarnations(AppStatus app) {
        return app.instances().stream().collect(Collectors.toMap(it -> it.id().slot(), InstanceStatus::incarnation));
    }

    private static Map<Integer, ProcessId> processes(AppStatus app) {
        return app.instances().stream()
                .filter(it -> it.process().isPresent())
                .collect(Collectors.toMap(
                        it -> it.id().slot(), it -> it.process().get()));
    }

    private static ProcessId process(InstanceStatus instance) {
        return instance.process().orElseThrow();
    }

    // ---- faults ----------------------------------------------------------------------------------------------------

    /** Another process may have its number by now: only the one that was started then is meant. */
    private static boolean signal(ProcessId process, String name) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            var start = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[22 - 3];
            return start.equals(Long.toString(process.startTicks())) && send(process.pid(), name);
        } catch (IOException | IndexOutOfBoundsException _) {
            return false;
        }
    }

    /** Through the shell, because Java sends no SIGSTOP. */
    private static boolean send(long pid, String name) {
        try {
            return new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + pid)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
