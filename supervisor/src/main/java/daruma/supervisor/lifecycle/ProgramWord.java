package daruma.supervisor.lifecycle;

import daruma.model.ProcessId;
import java.time.Duration;

/**
 * What a program that lives can say of itself, beside that it is ready and that it lives: those are told by {@link
 * InstanceEvent.BecameReady}, {@link InstanceEvent.ReadinessChanged} and {@link InstanceEvent.Ailing}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_notify.3.html">sd_notify(3)</a>
 */
public sealed interface ProgramWord {
    /**
     * How it is, for people: {@code STATUS=}.
     *
     * @param line blank if there is nothing to be said any more
     */
    record Status(String line) implements ProgramWord {}

    /**
     * It wants more time for what it is doing: {@code EXTEND_TIMEOUT_USEC=}.
     *
     * @param extension counted from now; a deadline that is later than that stays
     */
    record MoreTime(Duration extension) implements ProgramWord {}

    /**
     * Another of its processes is the main one from now on: {@code MAINPID=}.
     *
     * @param process of the same tree, which whoever tells this has made sure of
     */
    record MainProcess(ProcessId process) implements ProgramWord {}

    /**
     * It names a main process that cannot be one.
     *
     * @param pid as it was said
     * @param why it is not believed, for people
     */
    record NoMainProcess(int pid, String why) implements ProgramWord {}
}
