package daruma.process.launch;

import java.util.List;

/**
 * Whom a program runs as, in numbers; {@code daruma.process.host.Accounts} looks names up.
 *
 * @param groups the supplementary groups, complete
 */
public record Credentials(int uid, int gid, List<Integer> groups) {
    public Credentials {
        groups = List.copyOf(groups);
    }
}
