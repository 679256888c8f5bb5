package daruma.process.tree;

import daruma.process.launch.KillResult;
import daruma.process.launch.Survivor;
import daruma.process.proc.ProcFs;
import daruma.process.proc.Stat;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Finds, signals and ends whole trees.
 *
 * <p>Members are known, in this order of trust: by the cgroup they were born in; as descendants of a living shim that reaps
 * orphans; by the cookie in their environment, the program's session, and descent. A look at a moving tree may miss a
 * process that is just being forked or executed, so nothing is called empty before two looks in a row found nothing.
 */
public final class Trees {
    private static final long SHORTEST_PAUSE_NANOS = 500_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;
    private static final Duration PATIENCE_WITH_STRAYS = Duration.ofSeconds(5);
    private static final Set<Integer> ENDING =
            Set.of(Signals.SIGHUP, Signals.SIGINT, Signals.SIGQUIT, Signals.SIGABRT, Signals.SIGKILL, Signals.SIGTERM);

    private final ProcFs procFs;
    private final Signaller signaller;
    private final CookieCensus cookies;
    private final int self = (int) ProcessHandle.current().pid();

    public Trees(ProcFs procFs, Signaller signaller) {
        this.procFs = procFs;
        this.signaller = signaller;
        cookies = new CookieCensus(procFs);
    }

    /** The live members, without the shim. */
    public List<Stat> members(TreeScope scope) {
        if (scope.gone()) {
            return List.of();
        }
        var found = new LinkedHashMap<Integer, Stat>();
        if (scope.cgroup().isPresent() && Cgroup.usable(scope.cgroup().get())) {
            for (int pid : Cgroup.members(scope.cgroup().get())) {
                procFs.stat(pid).ifPresent(s -> found.put(pid, s));
            }
        } else if (scope.shimReapsOrphans() && shimLives(scope)) {
            procFs.descendants(scope.shim().orElseThrow().pid()).forEach(s -> found.put(s.pid(), s));
        } else {
            byEvidence(scope, found);
        }
        scope.shim().ifPresent(shim -> found.remove(shim.pid()));
        found.remove(self);
        found.remove(1);
        found.values().removeIf(s -> !s.alive());
        return List.copyOf(found.values());
    }

    /** To every member, with SIGCONT after a signal that asks for an end. */
    public int signal(TreeScope scope, int signal) {
        return signal(members(scope), signal);
    }

    /** To these, with SIGCONT after a signal that asks for an end. */
    public int signal(Collection<Stat> members, int signal) {
        int sent = 0;
        for (var member : members) {
            if (signaller.send(member.pid(), member.startTicks(), signal)) {
                sent++;
                if (ENDING.contains(signal)) {
                    signaller.send(member.pid(), member.startTicks(), Signals.SIGCONT);
                }
            }
        }
        return sent;
    }

    /**
     * SIGKILL until two looks in a row find nothing.
     *
     * @param scope asked before every look, for the shim may go meanwhile
     */
    public KillResult kill(Supplier<TreeScope> scope, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        var killed = new HashSet<Integer>();
        int empty = 0;
        long pause = SHORTEST_PAUSE_NANOS;
        while (true) {
            var now = scope.get();
            var members = members(now);
            if (members.isEmpty()) {
                if (++empty == 2) {
                    return new KillResult.TreeEmpty(killed.size());
                }
            } else if (System.nanoTime() - deadline > 0) {
                return new KillResult.Survived(survivors(members));
            } else {
                empty = 0;
                if (!now.cgroup().map(Cgroup::kill).orElse(false)) {
                    signal(members, Signals.SIGKILL);
                }
                if (members.stream().map(Stat::pid).filter(killed::add).count() == 0) {
                    pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2); // nobody new: they only need time to go
                }
            }
            LockSupport.parkNanos(pause);
        }
    }

    /**
     * Ends what a program left behind: TERM and CONT, KILL after the grace. Blocks.
     *
     * @return what is left in spite of it; empty as a rule
     */
    public List<Survivor> finish(TreeScope scope, Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        var asked = new HashSet<Integer>();
        int empty = 0;
        long pause = SHORTEST_PAUSE_NANOS;
        while (System.nanoTime() - deadline < 0) {
            var members = members(scope);
            if (members.isEmpty()) {
                if (++empty == 2) {
                    return List.of();
                }
            } else {
                empty = 0;
                signal(members.stream().filter(m -> asked.add(m.pid())).toList(), Signals.SIGTERM);
                pause = Math.min(LONGEST_PAUSE_NANOS, pause * 2);
            }
            LockSupport.parkNanos(pause);
        }
        return switch (kill(() -> scope, PATIENCE_WITH_STRAYS)) {
            case KillResult.TreeEmpty _ -> List.of();
            case KillResult.Survived(var survivors) -> survivors;
        };
    }

    /** Sends to one process only. */
    public boolean send(int pid, long startTicks, int signal) {
        boolean sent = signaller.send(pid, startTicks, signal);
        if (sent && ENDING.contains(signal)) {
            signaller.send(pid, startTicks, Signals.SIGCONT);
        }
        return sent;
    }

    private List<Survivor> survivors(List<Stat> members) {
        return members.stream()
                .map(m -> new Survivor(m.pid(), procFs.command(m.pid()).orElse("[" + m.name() + "]"), m.state()))
                .toList();
    }

    private boolean shimLives(TreeScope scope) {
        return scope.shim()
                .flatMap(shim -> procFs.stat(shim.pid()).filter(s -> s.alive() && s.startTicks() == shim.startTicks()))
                .isPresent();
    }

    private void byEvidence(TreeScope scope, Map<Integer, Stat> found) {
        var look = cookies.fresh();
        var census = look.census();
        for (int pid : look.withCookie(scope.runId())) {
            census.find(pid).ifPresent(s -> found.put(pid, s));
        }
        var shim = scope.shim().flatMap(i -> census.find(i.pid()).filter(s -> s.startTicks() == i.startTicks()));
        shim.ifPresent(s -> census.descendants(s.pid()).forEach(d -> found.put(d.pid(), d)));
        if (scope.program().isEmpty()) {
            return;
        }
        var program = scope.program().get();
        Optional<Stat> holder = census.find(program.pid());
        boolean programThere =
                holder.filter(s -> s.startTicks() == program.startTicks()).isPresent();
        if (programThere) {
            found.put(program.pid(), holder.orElseThrow());
            census.descendants(program.pid()).forEach(d -> found.put(d.pid(), d));
        }
        // A stranger with the program's number may lead a session of that number: then it says nothing about us.
        if (programThere || (scope.sessionIsOurs() && holder.isEmpty())) {
            census.session(program.pid()).forEach(s -> found.put(s.pid(), s));
        }
    }
}
