package daruma.process.host;

import java.nio.file.Path;
import java.util.List;

/**
 * A user as the system knows him.
 *
 * @param gid his primary group
 * @param groups all his groups, the primary one included
 * @param home his home directory
 * @param shell his login shell
 */
public record Account(String name, int uid, int gid, List<Integer> groups, Path home, String shell) {
    public Account {
        groups = List.copyOf(groups);
    }
}
