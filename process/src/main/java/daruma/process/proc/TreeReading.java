package daruma.process.proc;

import java.util.List;

/**
 * What a tree uses at this moment.
 *
 * @param pids its live members
 * @param cpuTicks CPU time of its live members, clock ticks; falls when a member ends
 * @param rssBytes resident sets added up; pages shared between members count once each
 * @param threads of all members
 */
public record TreeReading(List<Integer> pids, long cpuTicks, long rssBytes, int threads) {
    public TreeReading {
        pids = List.copyOf(pids);
    }
}
