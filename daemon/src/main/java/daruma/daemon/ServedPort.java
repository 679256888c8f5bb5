package daruma.daemon;

import daruma.process.proc.ProcFs;
import java.util.List;
import java.util.OptionalInt;

/** The port that a tree serves on, as far as a look tells: the lowest it listens on. */
record ServedPort(ProcFs procFs) {
    OptionalInt of(List<Integer> roots) {
        return procFs.listeningPorts(procFs.tree(roots).pids()).stream()
                .mapToInt(Integer::intValue)
                .min();
    }
}
