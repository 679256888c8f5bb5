package daruma.daemon.command;

import daruma.daemon.launch.ShimLauncher;
import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.process.proc.ProcFs;
import daruma.supervisor.loop.SupervisorLoop;
import java.util.Optional;

/** To which of our apps a process belongs. */
public record PortOwners(SupervisorLoop loop, ShimLauncher launcher, ProcFs procFs) {
    public Optional<AppName> of(int pid) {
        for (var instance : loop.observed().instances().values()) {
            long number = instance.memory().incarnation();
            if (number > 0) {
                var roots = launcher.roots(new Incarnation(instance.id(), number));
                if (!roots.isEmpty() && procFs.tree(roots).pids().contains(pid)) {
                    return Optional.of(instance.id().app());
                }
            }
        }
        return Optional.empty();
    }
}
