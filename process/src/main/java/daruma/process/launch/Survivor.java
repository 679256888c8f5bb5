package daruma.process.launch;

/**
 * A process that is still there.
 *
 * @param command its command line, or its name in brackets if it has none
 * @param state the letter of {@code /proc/pid/stat}; {@code D} waits in the kernel and cannot be killed now
 */
public record Survivor(int pid, String command, char state) {}
