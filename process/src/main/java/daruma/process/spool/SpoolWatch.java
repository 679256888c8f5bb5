package daruma.process.spool;

import java.nio.file.Path;

/**
 * Word about files, once: a watch fires one time and is then gone, so a flood of writes costs one wake-up per look of the
 * reader. The runnables are called on the room's one thread and must not block; they may come at once, from within the
 * call or before it returns. A file that does not exist yet is looked for in its directory, which must exist.
 */
public interface SpoolWatch {
    /**
     * Fires when the file is longer than what was read, now or later, or when it is gone.
     *
     * @param readUpTo the offset up to which the caller has read
     */
    Watch onGrowth(Path file, long readUpTo, Runnable grown);

    /** Fires when a file of that name exists, now or later. */
    Watch onAppearance(Path file, Runnable appeared);

    /**
     * Gives the file's blocks in that range back to the file system; length and later offsets stay as they are.
     *
     * @param offset bytes, rounded up to whole blocks by the file system
     * @param length bytes, above 0
     * @return whether the file system did it; false means: it cannot, and asking again is in vain
     */
    boolean punch(Path file, long offset, long length);

    /** A watch that may still fire. */
    interface Watch {
        /** Makes it never fire, unless it is firing. Any number of times, before or after it fired. */
        void cancel();
    }
}
