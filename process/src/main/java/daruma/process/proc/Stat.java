package daruma.process.proc;

/**
 * Some of {@code /proc/pid/stat}.
 *
 * @param name the kernel's short name, at most 15 bytes
 * @param state {@code R S D T t Z X I}
 * @param parent the parent's pid; 0 for the first process of a namespace
 * @param session the pid of the session's leader
 * @param userTicks own CPU time in user mode, clock ticks
 * @param systemTicks own CPU time in the kernel, clock ticks
 * @param threads how many
 * @param startTicks start, clock ticks after boot
 * @param rssPages resident set, pages
 * @param exitStatus the wait status of a zombie, as {@code waitpid} gives it; 0 otherwise or without the right to see it
 */
public record Stat(
        int pid,
        String name,
        char state,
        int parent,
        int session,
        long userTicks,
        long systemTicks,
        int threads,
        long startTicks,
        long rssPages,
        int exitStatus) {
    /** Whether it still runs code or may again; a zombie does not. */
    public boolean alive() {
        return state != 'Z' && state != 'X' && state != 'x';
    }
}
