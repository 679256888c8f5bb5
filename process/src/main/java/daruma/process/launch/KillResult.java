package daruma.process.launch;

import java.util.List;

/** What is left after a kill. */
public sealed interface KillResult {
    /**
     * Nothing: two looks in a row found no member of the tree.
     *
     * @param killed how many processes were sent SIGKILL
     */
    record TreeEmpty(int killed) implements KillResult {}

    /** These did not go before the time was up. */
    record Survived(List<Survivor> survivors) implements KillResult {
        public Survived {
            survivors = List.copyOf(survivors);
        }
    }
}
