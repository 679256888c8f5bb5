package daruma.process.incarnation;

import daruma.process.launch.Child;
import daruma.process.launch.End;
import daruma.process.launch.Failure;
import daruma.process.launch.KillResult;
import daruma.process.launch.Launch;
import daruma.process.launch.Listener;
import daruma.process.launch.Outcome;
import daruma.process.launch.Reach;
import daruma.process.launch.Started;
import daruma.process.launch.Survivor;
import daruma.process.proc.ProcessIdentity;
import daruma.process.tree.Signals;
import daruma.process.tree.TreeScope;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One launch or adoption, from the spawned shim to the empty tree. Everything but {@link #signal} and {@link #kill} happens
 * on the machine's thread.
 *
 * <p>The normal course is {@link #launch}, {@link #statusClosed}, {@link #shimEnded}: the end is read from the exit record
 * when the shim is gone, because only then its lock is free and nothing is left of the tree. The other courses are for
 * shims that died under their program, or could not write.
 */
final class Incarnation implements Child, Machine.Sink {
    private static final Duration UNTIL_SETTLED = Duration.ofSeconds(1);
    private static final long[] EVIDENCE_RETRY_MILLIS = {2, 10, 50, 200};
    private static final long RECORD_RETRY_MILLIS = 20;
    private static final int RECORD_RETRIES = 100;
    private static final int EXIT_LOCK_HELD = 75;

    /**
     * What is known beforehand.
     *
     * @param shimReapsOrphans whether the whole tree stays below the shim
     * @param hold whether the shim keeps the program up by itself
     */
    record Facts(
            Path runDirectory,
            String runId,
            Optional<Path> lock,
            Optional<Path> cgroup,
            boolean shimReapsOrphans,
            boolean hold,
            Duration termGrace) {}

    private final Machine machine;
    private final Facts facts;
    private final Listener listener;
    private final BooleanSupplier forgotten;
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch shimAccounted = new CountDownLatch(1);
    private final ByteArrayOutputStream statusBytes = new ByteArrayOutputStream(256);
    private final List<String> notices = new ArrayList<>();
    private boolean announced;
    private Machine.@Nullable Watched watched;

    private volatile @Nullable ProcessIdentity program;
    private volatile @Nullable ProcessIdentity shim;
    private volatile boolean sessionIsOurs;
    private volatile boolean treeGone;

    Incarnation(Machine machine, Facts facts, Listener listener, BooleanSupplier forgotten) {
        this.machine = machine;
        this.facts = facts;
        this.listener = listener;
        this.forgotten = forgotten;
    }

    @Override
    public Path runDirectory() {
        return facts.runDirectory();
    }

    // ---- a launch

    void launch(Launch launch) {
        var command = ShimCommand.of(launch);
        notices.addAll(command.notices());
        var spawned = machine.spawn(command.spawn(launch, this, false));
        switch (spawned) {
            case Machine.Spawned.Running _ -> {}
            case Machine.Spawned.Refused(String stage, int errno) ->
                machine.execute(() -> fail(new Failure(stage, errno, notices)));
        }
    }

    /** Goes on with a shim that has been spawned before, and has said this much. */
    void goOn(int pid, List<String> earlier, byte[] said) {
        notices.addAll(earlier);
        spawned(pid);
        status(said, said.length);
    }

    @Override
    public void spawned(int pid) {
        shim = new ProcessIdentity(pid, 0, "");
    }

    @Override
    public void status(byte[] bytes, int count) {
        statusBytes.write(bytes, 0, count);
    }

    @Override
    public void statusClosed() {
        if (forgotten.getAsBoolean()) {
            return;
        }
        var status = status();
        if (status.stage().isEmpty() && status.program().isPresent()) {
            notices.addAll(status.notices());
            announce(status.program().get(), status.shim());
        } // else it failed, or says nothing: the shim's end will tell
    }

    @Override
    public void ended(Machine.Ending ending) {
        if (!forgotten.getAsBoolean()) {
            shimEnded(ending);
        }
    }

    // ---- an adoption

    void adopt() {
        if (!forgotten.getAsBoolean()) {
            adopt(RECORD_RETRIES);
        }
    }

    private void adopt(int retries) {
        var recorded = record("pid");
        var boot = machine.procFs().bootId();
        var sameBoot = recorded.flatMap(RunRecord::bootId).map(boot::equals).orElse(true);
        if (recorded.isPresent() && sameBoot) {
            var shimFound = recorded.get().shim().filter(this::lives);
            if (shimFound.isPresent()) {
                shim = shimFound.get();
                var watching = machine.watch(shimFound.get(), this::watchedShimEnded);
                watched = watching.orElse(null);
                if (watching.isPresent()) {
                    // Only now, for the shim may have written it while we looked.
                    if (exitRecord(recorded).isEmpty()) {
                        announce(recorded.get().program().orElseThrow(), shimFound);
                    }
                    return;
                }
                shim = null;
            }
        }
        var exit = exitRecord(recorded);
        if (exit.isPresent()) {
            conclude(exit.get(), !sameBoot);
        } else if (!sameBoot) {
            over(unknown("the machine was booted since it was started"), true);
        } else if (recorded.flatMap(RunRecord::program).isPresent()) {
            withoutShim(recorded.get().program().get(), OptionalInt::empty);
        } else if (retries > 0 && facts.lock().map(machine::lockHeld).orElse(false)) {
            // Its shim may be just starting it, or strays hold the lock: a moment decides.
            machine.schedule(RECORD_RETRY_MILLIS, () -> {
                if (!forgotten.getAsBoolean()) {
                    adopt(retries - 1);
                }
            });
        } else {
            over(unknown("nothing was recorded about it"), false);
        }
    }

    private void watchedShimEnded() {
        var ending = watched;
        watched = null;
        if (ending != null) {
            if (!forgotten.getAsBoolean()) {
                shimEnded(ending);
            }
            ending.close();
        }
    }

    // ---- the shim is gone

    private void shimEnded(Machine.Ending ending) {
        var shimPid = shim;
        sessionIsOurs = true;
        var status = status();
        var recorded = status.program().isPresent() ? Optional.of(status) : record("pid");
        if (facts.hold()) {
            recorded = record("pid");
        }
        var exit = exitRecord(recorded);
        if (exit.isPresent()) {
            if (!announced && exit.get().stage().isEmpty() && watchedFromLaunch(status)) {
                recorded.flatMap(RunRecord::program)
                        .or(exit.get()::program)
                        .ifPresent(found -> announce(found, Optional.empty()));
            }
            conclude(exit.get(), false);
        } else if (status.stage().isPresent()) {
            fail(new Failure(status.stage().get(), status.errno(), allNotices(status)));
        } else if (recorded.flatMap(RunRecord::program).isPresent()) {
            if (shimPid != null) {
                notices.add("its shim (pid " + shimPid.pid() + ") died before it");
            }
            withoutShim(recorded.get().program().get(), ending);
        } else {
            neverRan(ending);
        }
    }

    /** After an adoption the listener hears {@code started} only of what was found running. */
    private boolean watchedFromLaunch(RunRecord status) {
        return status.program().isPresent() || statusBytes.size() > 0;
    }

    /** The shim ended without any record: its wait status is all there is, and somebody may have been left behind. */
    private void neverRan(Machine.Ending ending) {
        int status = ending.waitStatus().orElse(0);
        int code = status >> 8 & 0xff;
        int signal = status & 0x7f;
        var failure = switch (code) {
            case EXIT_LOCK_HELD -> new Failure("lock", 11, notices);
            case 64 -> new Failure("options", 22, notices);
            case 127 -> new Failure("exec", 2, notices);
            case 126 -> new Failure("exec", 13, notices);
            default -> {
                notices.add(
                        signal != 0
                                ? "the shim was ended by signal " + signal + " before the program ran"
                                : "the shim ended with code " + code + " before the program ran");
                yield new Failure("shim", 0, notices);
            }
        };
        if (code == EXIT_LOCK_HELD || code == 64) {
            fail(failure); // nothing has happened
        } else {
            accounted(false);
            sweep(_ -> fail(failure));
        }
    }

    /** Watches the program itself, or accounts for it if it is gone, too. */
    private void withoutShim(ProcessIdentity found, Machine.Ending shimEnding) {
        program = found;
        var watching = machine.watch(found, this::watchedProgramEnded);
        if (watching.isPresent() && lives(found)) {
            watched = watching.get();
            accounted(false);
            sessionIsOurs = true;
            announce(found, Optional.empty());
            listener.degraded(
                    "the shim of pid " + found.pid()
                            + " is gone: how the program ends may not be known, and its orphans are found by their environment");
            return;
        }
        var status = watching.isPresent() ? watching.get().waitStatus() : OptionalInt.empty();
        watching.ifPresent(Machine.Watched::close);
        announceLate(found);
        if (status.isPresent()) {
            over(End.of(WaitStatus.exact(status.getAsInt())), false);
        } else {
            var shimStatus = shimEnding.waitStatus();
            over(
                    End.of(
                            shimStatus.isPresent()
                                    ? WaitStatus.ofShim(shimStatus.getAsInt())
                                    : new Outcome.Unknown("nobody was left to record its end")),
                    false);
        }
    }

    private void announceLate(ProcessIdentity found) {
        if (!announced && statusBytes.size() > 0) {
            announce(found, Optional.empty());
        }
    }

    private void watchedProgramEnded() {
        if (!forgotten.getAsBoolean()) {
            evidence(0);
        }
    }

    /** The kernel tells a stranger how a process ended only after its parent has asked, which may take a moment. */
    private void evidence(int attempt) {
        var ending = watched;
        if (ending == null || forgotten.getAsBoolean()) {
            return;
        }
        var status = ending.waitStatus();
        if (status.isEmpty() && attempt < EVIDENCE_RETRY_MILLIS.length) {
            machine.schedule(EVIDENCE_RETRY_MILLIS[attempt], () -> evidence(attempt + 1));
            return;
        }
        watched = null;
        ending.close();
        over(
                End.of(
                        status.isPresent()
                                ? WaitStatus.exact(status.getAsInt())
                                : new Outcome.Unknown("its shim was gone when it ended")),
                false);
    }

    // ---- the last word

    private void conclude(RunRecord exit, boolean anotherBoot) {
        if (exit.stage().isPresent()) {
            fail(new Failure(exit.stage().get(), exit.errno(), allNotices(status())));
            return;
        }
        var end = new End(
                exit.outcome().orElseGet(() -> new Outcome.Unknown("its exit record does not say")),
                exit.moment("began"),
                exit.moment("ended"),
                exit.usage(),
                List.of(),
                List.of());
        program = program == null ? exit.program().orElse(null) : program;
        over(end, exit.swept() || anotherBoot);
    }

    private void over(End end, boolean treeKnownEmpty) {
        if (treeKnownEmpty) {
            accounted(true);
            settled.countDown();
            listener.ended(with(end, List.of()));
        } else {
            accounted(false);
            sweep(survivors -> {
                settled.countDown();
                listener.ended(with(end, survivors));
            });
        }
    }

    /** The shim is gone, and what it had to say is known. */
    private void accounted(boolean treeEmpty) {
        treeGone = treeEmpty;
        shim = null;
        shimAccounted.countDown();
    }

    private void fail(Failure failure) {
        accounted(true);
        settled.countDown();
        if (!forgotten.getAsBoolean()) {
            listener.failed(failure);
        }
    }

    private void sweep(Consumer<List<Survivor>> then) {
        machine.background(() -> {
            List<Survivor> survivors;
            try {
                survivors = machine.trees().finish(scope(), facts.termGrace());
            } catch (RuntimeException e) {
                notices.add("its tree could not be checked: " + e);
                survivors = List.of();
            }
            var left = survivors;
            machine.execute(() -> {
                if (!forgotten.getAsBoolean()) {
                    then.accept(left);
                }
            });
        });
    }

    private End with(End end, List<Survivor> survivors) {
        return new End(end.outcome(), end.began(), end.ended(), end.usage(), survivors, notices);
    }

    private void announce(ProcessIdentity found, Optional<ProcessIdentity> itsShim) {
        program = found;
        if (itsShim.isPresent()) {
            shim = itsShim.get();
        }
        sessionIsOurs = true;
        settled.countDown();
        if (!announced) {
            announced = true;
            listener.started(new Started(found, itsShim, notices));
        }
    }

    // ---- from any thread

    int signal(int signal, Reach reach) {
        awaitSettled();
        var holder = shim;
        var target = program;
        if (facts.hold() && holder != null) {
            return machine.trees().send(holder.pid(), holder.startTicks(), signal) ? 1 : 0;
        }
        return switch (reach) {
            case PROGRAM -> target != null && machine.trees().send(target.pid(), target.startTicks(), signal) ? 1 : 0;
            case TREE -> machine.trees().signal(scope(), signal);
        };
    }

    KillResult kill(Duration patience) {
        boolean known = awaitSettled();
        var holder = shim;
        if (holder != null && (facts.hold() || !known)) {
            // A holder would start it again; and a shim that has not said anything might start it after we looked.
            machine.trees().send(holder.pid(), holder.startTicks(), Signals.SIGKILL);
        }
        var result = machine.trees().kill(this::scopeOnceAccounted, patience);
        if (holder != null) {
            machine.trees().send(holder.pid(), holder.startTicks(), Signals.SIGCONT); // to let it record the end
        }
        return result;
    }

    private boolean awaitSettled() {
        try {
            return settled.await(UNTIL_SETTLED.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return settled.getCount() == 0;
        }
    }

    /** A shim that just went may have said that nothing is left: its record spares us a look at every process. */
    private TreeScope scopeOnceAccounted() {
        var itsShim = shim;
        if (facts.shimReapsOrphans() && itsShim != null && !lives(itsShim)) {
            try {
                if (!shimAccounted.await(UNTIL_SETTLED.toMillis(), TimeUnit.MILLISECONDS)) {
                    return scope();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return scope();
    }

    private TreeScope scope() {
        return new TreeScope(
                facts.runId(),
                machine.usesCgroups() ? facts.cgroup() : Optional.empty(),
                Optional.ofNullable(shim),
                facts.shimReapsOrphans(),
                Optional.ofNullable(program),
                sessionIsOurs,
                treeGone);
    }

    // ---- readings

    private boolean lives(ProcessIdentity process) {
        return machine.procFs()
                .stat(process.pid())
                .filter(s -> s.alive() && (process.startTicks() == 0 || s.startTicks() == process.startTicks()))
                .isPresent();
    }

    private RunRecord status() {
        return RunRecord.parse(statusBytes.toString(StandardCharsets.UTF_8));
    }

    private List<String> allNotices(RunRecord status) {
        var all = new ArrayList<>(notices);
        all.addAll(status.notices());
        return all;
    }

    private Optional<RunRecord> record(String name) {
        return machine.text(facts.runDirectory().resolve(name)).map(RunRecord::parse);
    }

    /** The exit record, unless it tells of an earlier program than the pid record (a holder's). */
    private Optional<RunRecord> exitRecord(Optional<RunRecord> recorded) {
        return record("exit").filter(exit -> recorded.map(exit::sameProgram).orElse(true));
    }

    private static End unknown(String why) {
        return End.of(new Outcome.Unknown(why));
    }
}
