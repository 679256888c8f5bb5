package daruma.process.sys;

/**
 * Numbers of system calls that the C library may not wrap. From 424 on, all machines share one table
 * (Linux {@code scripts/syscall.tbl}), x86-64 and aarch64 among them.
 */
final class SystemCalls {
    static final int PIDFD_SEND_SIGNAL = 424;
    static final int PIDFD_OPEN = 434;
    static final int CLOSE_RANGE = 436;
    static final int PIDFD_GETFD = 438;

    private SystemCalls() {}
}
