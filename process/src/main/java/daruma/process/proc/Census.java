package daruma.process.proc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All processes of the machine, as one pass over {@code /proc} found them; each at a slightly different moment. */
public final class Census {
    private final Map<Integer, Stat> processes;
    private final Map<Integer, List<Integer>> children = new HashMap<>();

    public Census(Collection<Stat> found) {
        processes = HashMap.newHashMap(found.size());
        for (var stat : found) {
            processes.put(stat.pid(), stat);
            children.computeIfAbsent(stat.parent(), _ -> new ArrayList<>(2)).add(stat.pid());
        }
    }

    public Collection<Stat> all() {
        return processes.values();
    }

    public Optional<Stat> find(int pid) {
        return Optional.ofNullable(processes.get(pid));
    }

    /** The descendants of this process that were found, without itself, parents first. */
    public List<Stat> descendants(int root) {
        var found = new ArrayList<Stat>();
        var seen = new HashSet<Integer>();
        seen.add(root);
        var open = new ArrayList<>(children.getOrDefault(root, List.of()));
        for (int i = 0; i < open.size(); i++) {
            int pid = open.get(i);
            var stat = processes.get(pid);
            if (stat != null && seen.add(pid)) {
                found.add(stat);
                open.addAll(children.getOrDefault(pid, List.of()));
            }
        }
        return found;
    }

    /** The members of this session. */
    public List<Stat> session(int leader) {
        return processes.values().stream().filter(s -> s.session() == leader).toList();
    }

    /** Sums these processes and their descendants. */
    public TreeReading tree(List<Integer> roots, int pageBytes) {
        var members = new ArrayList<Stat>();
        for (int root : roots) {
            var stat = processes.get(root);
            if (stat != null) {
                members.add(stat);
                members.addAll(descendants(root));
            }
        }
        return sum(members, pageBytes);
    }

    /** Adds up those of them that are alive, each once. */
    public static TreeReading sum(List<Stat> members, int pageBytes) {
        var pids = new ArrayList<Integer>(members.size());
        long cpu = 0;
        long pages = 0;
        int threads = 0;
        var seen = new HashSet<Integer>();
        for (var member : members) {
            if (member.alive() && seen.add(member.pid())) {
                pids.add(member.pid());
                cpu += member.userTicks() + member.systemTicks();
                pages += member.rssPages();
                threads += member.threads();
            }
        }
        return new TreeReading(pids, cpu, pages * pageBytes, threads);
    }
}
