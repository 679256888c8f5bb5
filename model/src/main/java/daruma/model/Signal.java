package daruma.model;

import java.util.Locale;
import java.util.Optional;

/**
 * The signals of Linux on every machine that Daruma runs on.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public enum Signal {
    SIGHUP(1, "hang-up"),
    SIGINT(2, "interrupted, as by Ctrl-C"),
    SIGQUIT(3, "quit"),
    SIGILL(4, "illegal instruction"),
    SIGTRAP(5, "trap"),
    SIGABRT(6, "aborted by itself, as by abort() or a failed assertion"),
    SIGBUS(7, "bus error"),
    SIGFPE(8, "arithmetic error"),
    SIGKILL(9, "killed; the kernel's out-of-memory killer uses it too"),
    SIGUSR1(10, "user signal 1"),
    SIGSEGV(11, "invalid memory access"),
    SIGUSR2(12, "user signal 2"),
    SIGPIPE(13, "wrote to a closed pipe or socket"),
    SIGALRM(14, "alarm"),
    SIGTERM(15, "asked to terminate"),
    SIGSTKFLT(16, "stack fault"),
    SIGCHLD(17, "child changed state"),
    SIGCONT(18, "continue"),
    SIGSTOP(19, "stopped"),
    SIGTSTP(20, "stopped from the terminal"),
    SIGTTIN(21, "read from the terminal in the background"),
    SIGTTOU(22, "wrote to the terminal in the background"),
    SIGURG(23, "urgent data"),
    SIGXCPU(24, "CPU time limit"),
    SIGXFSZ(25, "file size limit"),
    SIGVTALRM(26, "virtual alarm"),
    SIGPROF(27, "profiling timer"),
    SIGWINCH(28, "window size"),
    SIGIO(29, "I/O possible"),
    SIGPWR(30, "power failure"),
    SIGSYS(31, "forbidden system call");

    private final int number;
    private final String meaning;

    Signal(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    public int number() {
        return number;
    }

    /** A few words that tell a person what it means when a program ended by it. */
    public String meaning() {
        return meaning;
    }

    public static Optional<Signal> ofNumber(int number) {
        for (var signal : values()) {
            if (signal.number == number) {
                return Optional.of(signal);
            }
        }
        return Optional.empty();
    }

    /**
     * Reads what people type.
     *
     * @param text {@code SIGTERM}, {@code term} or {@code 15}
     * @throws Refused if there is no such signal
     */
    public static Signal parse(String text) {
        var upper = text.strip().toUpperCase(Locale.ROOT);
        for (var signal : values()) {
            if (signal.name().equals(upper)
                    || signal.name().equals("SIG" + upper)
                    || Integer.toString(signal.number).equals(upper)) {
                return signal;
            }
        }
        throw new Refused("unknown signal \"" + text + "\": use a name such as SIGTERM, or a number from 1 to 31");
    }
}
