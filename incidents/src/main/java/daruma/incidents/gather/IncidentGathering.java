package daruma.incidents.gather;

import daruma.incidents.FileIncidents;
import daruma.incidents.Findings;
import daruma.logs.LogStore;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.Incident;
import daruma.model.LastExit;
import daruma.model.ProcessId;
import daruma.process.proc.ProcFs;
import daruma.process.proc.Stat;
import daruma.supervisor.health.Ailment;
import daruma.supervisor.incident.Diagnosis;
import daruma.supervisor.incident.Failure;
import daruma.supervisor.incident.Occurrence;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.loop.EvidenceGathering;
import daruma.supervisor.status.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Gathers evidence and files it.
 *
 * <p>Of an instance that is to be ended for its health: at once, all looks beside each other, {@link #BEFORE_KILL} in all;
 * the answer is given before anything is written to a disk, which may be slow. Of one that has died: one after another on
 * one thread, a moment later, so that the restart has the processors first. More deaths than can be looked at are dropped:
 * those of a storm are alike.
 */
public final class IncidentGathering implements EvidenceGathering {
    /** Within the two seconds that the supervisor waits, with room for a busy machine. */
    static final Duration BEFORE_KILL = Duration.ofMillis(1_700);

    private static final Duration PROC_SHARE = Duration.ofMillis(400);
    private static final Duration RUNTIME_SHARE = Duration.ofMillis(1_300);
    private static final Duration LOG_SHARE = Duration.ofMillis(400);
    private static final Duration AFTER_DEATH = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    private static final Duration RESTART_FIRST = Duration.ofMillis(500);
    /** Those of a shared cause are alike, and two seconds are short. */
    private static final int AT_ONCE = 4;

    private static final int WAITING = 4_096;
    private static final int RUNTIMES = 3;
    private static final int SIGUSR1 = 10;
    /** By how much the time of a line in a log may be before that of the clock. */
    private static final Duration LATE = Duration.ofMillis(20);

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

    private final Sources sources;
    private final FileIncidents store;
    private final CrashDirectories crashes;
    private final Executor threads;
    private final Consumer<InstanceEvent.About> answers;
    private final IncidentNews news;
    private final InstantSource clock;

    private final ProcFiles proc = new ProcFiles(Path.of("/proc"));
    private final Looking looking;
    private final JvmThreads jvm;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private final ArrayBlockingQueue<Death> deaths = new ArrayBlockingQueue<>(WAITING);
    private final AtomicBoolean failing = new AtomicBoolean();

    private record Death(Action.Gather request, Instant notBefore) {}

    /** Where evidence comes from. */
    public record Sources(LogStore logs, ProcFs procFs, Signals signals) {}

    /**
     * Begins to wait for deaths, on a daemon thread of its own.
     *
     * @param threads runs what may block, each task at once
     * @param clock of the wall
     */
    public IncidentGathering(
            Sources sources,
            FileIncidents store,
            CrashDirectories crashes,
            Executor threads,
            Consumer<InstanceEvent.About> answers,
            IncidentNews news,
            InstantSource clock) {
        this.sources = sources;
        this.store = store;
        this.crashes = crashes;
        this.threads = threads;
        this.answers = answers;
        this.news = news;
        this.clock = clock;
        looking = new Looking(threads, clock);
        jvm = new JvmThreads(proc, sources.signals());
        Thread.ofPlatform().name("incidents").daemon().start(this::lookAtDeaths);
    }

    @Override
    public void gather(Action.Gather request) {
        if (request.process().isPresent()) {
            var process = request.process().get();
            threads.execute(() -> examine(request, process));
        } else if (request.exit().isPresent() && request.ailment().isEmpty()) {
            // Full: what is dropped is one more of what is already there many times.
            var _ = deaths.offer(new Death(request, clock.instant().plus(RESTART_FIRST)));
        }
        // One that was ended for its health was looked at while it lived.
    }

    // ---- before a kill ---------------------------------------------------------------------------------------------

    private void examine(Action.Gather request, ProcessId process) {
        Findings findings;
        if (free.tryAcquire()) {
            try {
                findings = living(request, process);
            } finally {
                free.release();
                answers.accept(new InstanceEvent.Gathered(request.incarnation()));
            }
        } else {
            answers.accept(new InstanceEvent.Gathered(request.incarnation()));
            findings = new Findings(
                    clock.instant(),
                    Duration.ZERO,
                    List.of(new Findings.Part("cause", request.cause() + "\n" + request.rule() + "\n")),
                    List.of("everything else: " + AT_ONCE + " others were being looked at"));
        }
        file(request, failure(request), findings, List.of(), List.of());
    }

    private Findings living(Action.Gather request, ProcessId process) {
        var incarnation = request.incarnation();
        int pid = Math.toIntExact(process.pid());
        var looks = new ArrayList<Look>();
        looks.add(Look.text("cause", PROC_SHARE, () -> request.cause() + "\n" + request.rule() + "\n"));
        looks.add(Look.text("status", PROC_SHARE, () -> proc.text(pid, "status")));
        looks.add(Look.text("limits", PROC_SHARE, () -> proc.text(pid, "limits")));
        looks.add(Look.text("threads", PROC_SHARE, () -> proc.threads(pid)));
        looks.add(Look.text("files", PROC_SHARE, () -> proc.openFiles(pid)));
        looks.add(Look.text("memory", PROC_SHARE, () -> proc.text(pid, "smaps_rollup")));
        looks.add(Look.text("cgroup", PROC_SHARE, () -> proc.memoryEvents(pid, CGROUPS)));
        var tree = tree(pid);
        looks.add(Look.text("processes", PROC_SHARE, () -> processes(tree)));
        tree.stream()
                .filter(jvm::isJvm)
                .limit(RUNTIMES)
                .forEach(it -> looks.add(Look.text("java-" + it.pid(), RUNTIME_SHARE, () -> jvm.of(it))));
        var node = new NodeReport(proc, sources.procFs(), sources.signals(), crashes.of(incarnation.instance()));
        tree.stream()
                .filter(node::canAsk)
                .limit(RUNTIMES)
                .forEach(it -> looks.add(Look.text("node-" + it.pid(), RUNTIME_SHARE, () -> node.of(it))));
        tree.stream().filter(this::tellsPythonStacks).limit(RUNTIMES).forEach(it -> looks.add(python(it)));
        return looking.at(looks, last(request, tree), BEFORE_KILL);
    }

    /** Its log, and before that what ends it: nothing else could be looked at afterwards. */
    private Look last(Action.Gather request, List<Stat> tree) {
        var incarnation = request.incarnation();
        var go = new GoStacks(proc, sources.procFs(), sources.signals(), sources.logs());
        var asked = request.ailment().filter(GoStacks::worthIt).isEmpty()
                ? List.<Stat>of()
                : tree.stream().filter(go::canAsk).limit(RUNTIMES).toList();
        if (asked.isEmpty()) {
            return log(incarnation);
        }
        return new Look("go", LOG_SHARE.plus(GoStacks.PATIENCE), () -> {
            var parts = new ArrayList<Findings.Part>();
            String stacks;
            try {
                stacks = go.of(asked, incarnation, clock.instant().minus(LATE));
            } catch (IOException nothing) {
                stacks = nothing.getMessage() + "\n";
            }
            parts.add(new Findings.Part("go", stacks));
            parts.addAll(log(incarnation).take().call());
            return parts;
        });
    }

    private List<Stat> tree(int pid) {
        var tree = new ArrayList<Stat>();
        sources.procFs().stat(pid).ifPresent(tree::add);
        tree.addAll(sources.procFs().descendants(pid));
        return tree;
    }

    private String processes(List<Stat> tree) {
        var text = new StringBuilder("PID\tPARENT\tSTATE\tTHREADS\tCOMMAND\n");
        for (var it : tree) {
            text.append(it.pid())
                    .append('\t')
                    .append(it.parent())
                    .append('\t')
                    .append(it.state())
                    .append('\t')
                    .append(it.threads())
                    .append('\t')
                    .append(sources.procFs().command(it.pid()).orElse(it.name()))
                    .append('\n');
        }
        return text.toString();
    }

    /** A program that registered faulthandler for SIGUSR1, or has another use for it; unprepared it would be ended. */
    private boolean tellsPythonStacks(Stat process) {
        try {
            return proc.program(process.pid()).startsWith("python") && proc.catches(process.pid(), SIGUSR1);
        } catch (IOException _) {
            return false;
        }
    }

    /** What it writes is found in its log, which is looked at last. */
    private Look python(Stat process) {
        return new Look("python-" + process.pid(), RUNTIME_SHARE, () -> {
            sources.signals().send(process.pid(), process.startTicks(), SIGUSR1);
            TimeUnit.MILLISECONDS.sleep(300);
            return List.of();
        });
    }

    private Look log(Incarnation incarnation) {
        return Look.text(
                "log", LOG_SHARE, () -> LogTail.of(sources.logs(), incarnation).text());
    }

    // ---- after a death ---------------------------------------------------------------------------------------------

    private void lookAtDeaths() {
        while (true) {
            try {
                var death = deaths.take();
                var early = Duration.between(clock.instant(), death.notBefore());
                if (early.isPositive()) {
                    Thread.sleep(early.compareTo(RESTART_FIRST) < 0 ? early : RESTART_FIRST);
                }
                dead(death.request(), death.request().exit().orElseThrow());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // One that cannot be looked at must not hide the next.
                trouble("cannot gather what tells why a program died: " + e);
            }
        }
    }

    private void dead(Action.Gather request, LastExit exit) throws InterruptedException {
        var incarnation = request.incarnation();
        var tail = lastWords(incarnation);
        // Told by the wall: the supervisor's clock can differ from that of files.
        var until = clock.instant();
        var from = until.minus(exit.uptime()).minus(LAST_WORDS);
        var left = new LeftBehind(
                crashes.of(incarnation.instance()),
                request.app().spec().command().cwd(),
                corePattern());
        var looks = new ArrayList<Look>();
        looks.add(Look.text("cause", AFTER_DEATH, () -> describe(request, exit)));
        looks.add(new Look("reports", AFTER_DEATH, left::reported));
        looks.add(new Look("hs-err", AFTER_DEATH, () -> left.errorFileOfJvm(from, until)));
        if (exit.status() instanceof ExitStatus.Signaled(int _, boolean core) && core) {
            looks.add(Look.text("core", AFTER_DEATH, () -> left.core(from, until)));
        }
        var findings = looking.at(looks, Look.text("log", LOG_SHARE, tail::text), AFTER_DEATH);
        file(request, failure(request), findings, tail.messages(), tail.errors());
    }

    /** Waits until what it wrote before its end is in the log; not for ever, for the disk may be full. */
    private LogTail lastWords(Incarnation incarnation) throws InterruptedException {
        try {
            sources.logs().finished(incarnation).get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // What there is of it tells something all the same.
        }
        return LogTail.of(sources.logs(), incarnation);
    }

    private static String describe(Action.Gather request, LastExit exit) {
        return request.cause() + "\n" + request.rule() + "\nexit:    "
                + exit.status().describe() + "\nat:      "
                + exit.at() + "\nuptime:  " + exit.uptime() + "\nlaunch:  " + request.incarnation() + "\ncommand: "
                + String.join(" ", request.app().spec().command().argv()) + "\n";
    }

    private static String corePattern() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/core_pattern")).strip();
        } catch (IOException _) {
            return "core";
        }
    }

    // ---- both ------------------------------------------------------------------------------------------------------

    private static Failure failure(Action.Gather request) {
        return request.ailment()
                .<Failure>map(it -> new Failure.Ailing(kind(it), it.words()))
                .orElseGet(() -> new Failure.Died(request.exit().orElseThrow().status()));
    }

    private static Incident.Kind kind(Ailment ailment) {
        return switch (ailment) {
            case MEMORY_LIMIT, TASK_LIMIT -> Incident.Kind.OVER_LIMIT;
            case START_OVERDUE, STARTUP_FAILED, LIVENESS_FAILED, HUNG, WATCHDOG_MISSED, MAX_AGE, SCHEDULED ->
                Incident.Kind.UNHEALTHY;
        };
    }

    private void file(
            Action.Gather request, Failure failure, Findings findings, List<String> lines, List<String> errors) {
        var secrecy = Secrecy.of(request.app().spec());
        Instant at = findings.at();
        var diagnosis = Diagnosis.of(
                failure,
                lines.stream().map(secrecy::masked).toList(),
                errors.stream().map(secrecy::masked).toList());
        var occurrence = new Occurrence(request.incarnation(), Standing.release(request.app()), failure, diagnosis, at);
        try {
            var filed = store.file(occurrence, secrecy.masked(findings));
            if (failing.compareAndSet(true, false)) {
                news.recovered();
            }
            if (filed.evidence()) {
                news.recorded(request.incarnation(), filed.incident(), filed.isNew());
            }
        } catch (IOException e) {
            trouble("cannot keep the evidence of a failure of \""
                    + request.incarnation().instance() + "\": " + e
                    + ". Nothing else is harmed; look at the free space and the rights of the state directory");
        }
    }

    private void trouble(String problem) {
        if (failing.compareAndSet(false, true)) {
            news.failing(problem);
        }
    }
}
