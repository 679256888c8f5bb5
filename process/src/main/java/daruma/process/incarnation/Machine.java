package daruma.process.incarnation;

import daruma.process.proc.ProcFs;
import daruma.process.proc.ProcessIdentity;
import daruma.process.tree.Trees;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What the course of an incarnation needs of the system. All callbacks come on one thread, the machine's. */
public interface Machine {
    /**
     * A process to start.
     *
     * @param command its path and arguments
     * @param sockets descriptors of ours that become 3, 4, … of it
     * @param sink told of its status pipe, which becomes the descriptor after the sockets, and of its end
     * @param gated whether it is to wait for a word, on the descriptor after that one
     */
    record Spawn(
            List<String> command, Map<String, String> environment, List<Integer> sockets, Sink sink, boolean gated) {
        public Spawn(List<String> command, Map<String, String> environment, List<Integer> sockets, Sink sink) {
            this(command, environment, sockets, sink, false);
        }
    }

    /** What comes of a spawn. */
    sealed interface Spawned {
        /**
         * It is on its way.
         *
         * @param gate of what was to have one
         */
        record Running(int pid, Gate gate) implements Spawned {}

        record Refused(String stage, int errno) implements Spawned {}
    }

    /** Where a process is given the word that it waits for. It reads the end of the file when this is closed, or we die. */
    interface Gate {
        Gate NONE = new Gate() {
            @Override
            public boolean open() {
                return false;
            }

            @Override
            public void close() {}
        };

        /** Gives the word, once; false if nobody is left to hear it. Closes the gate. */
        boolean open();

        void close();
    }

    /** Told of a spawned process, in this order; {@code spawned} on the thread that spawns, the others on the machine's. */
    interface Sink {
        void spawned(int pid);

        void status(byte[] bytes, int count);

        void statusClosed();

        void ended(Ending ending);
    }

    /** A process that has ended, as far as the system will tell. */
    @FunctionalInterface
    interface Ending {
        /** Its wait status, as {@code waitpid} gives it; empty if that is not to be had (now). */
        OptionalInt waitStatus();
    }

    /** A process of somebody else that is watched. */
    interface Watched extends Ending, AutoCloseable {
        @Override
        void close();
    }

    /** Starts a process; {@code sink} may be told before this returns, if another thread calls it. */
    Spawned spawn(Spawn spawn);

    /**
     * Watches a process that need not be a child.
     *
     * @param ended called once when it ends, which may be at once
     * @return empty if there is no such process any more: the number is free or somebody else's
     */
    Optional<Watched> watch(ProcessIdentity process, Runnable ended);

    /** Whether somebody holds the lock; false if that cannot be told. */
    boolean lockHeld(Path lock);

    ProcFs procFs();

    Trees trees();

    /** The beginning of a small file as text; empty if there is none. */
    Optional<String> text(Path file);

    void execute(Runnable task);

    void schedule(long milliseconds, Runnable task);

    /** Runs what blocks, on a thread of its own. */
    void background(Runnable task);

    /** Whether a cgroup may be used to know and kill a tree. */
    boolean usesCgroups();
}
