package daruma.process.sys;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the C library and system calls, with their C names and the order of their parameters. Pointers are addresses
 * ({@link Memory#address}), 0 for NULL. Each returns what C returns, but minus errno where C says -1.
 *
 * <p>The man pages of sections 2 and 3 say the rest.
 */
@SuppressWarnings("MemberName") // C names
public final class LibC {
    private static final MemorySegment SYSCALL = Native.symbol("syscall");
    private static final MemorySegment OPEN = Native.symbol("open");
    private static final MemorySegment READ = Native.symbol("read");
    private static final MemorySegment WRITE = Native.symbol("write");
    private static final MemorySegment CLOSE = Native.symbol("close");
    private static final MemorySegment UNLINK = Native.symbol("unlink");
    private static final MemorySegment CHMOD = Native.symbol("chmod");
    private static final MemorySegment FCNTL = Native.symbol("fcntl");
    private static final MemorySegment FLOCK = Native.symbol("flock");
    private static final MemorySegment MADVISE = Native.symbol("madvise");
    private static final MemorySegment FALLOCATE = Native.symbol("fallocate");
    private static final MemorySegment FTRUNCATE = Native.symbol("ftruncate");
    private static final MemorySegment STATFS = Native.symbol("statfs");
    private static final MemorySegment READLINK = Native.symbol("readlink");
    private static final MemorySegment PIPE2 = Native.symbol("pipe2");
    private static final MemorySegment EVENTFD = Native.symbol("eventfd");
    private static final MemorySegment EPOLL_CREATE1 = Native.symbol("epoll_create1");
    private static final MemorySegment EPOLL_CTL = Native.symbol("epoll_ctl");
    private static final MemorySegment EPOLL_WAIT = Native.symbol("epoll_wait");
    private static final MemorySegment INOTIFY_INIT1 = Native.symbol("inotify_init1");
    private static final MemorySegment INOTIFY_ADD_WATCH = Native.symbol("inotify_add_watch");
    private static final MemorySegment INOTIFY_RM_WATCH = Native.symbol("inotify_rm_watch");
    private static final MemorySegment POSIX_SPAWN = Native.symbol("posix_spawn");
    private static final MemorySegment POSIX_SPAWN_FILE_ACTIONS_INIT = Native.symbol("posix_spawn_file_actions_init");
    private static final MemorySegment POSIX_SPAWN_FILE_ACTIONS_DESTROY =
            Native.symbol("posix_spawn_file_actions_destroy");
    private static final MemorySegment POSIX_SPAWN_FILE_ACTIONS_ADDDUP2 =
            Native.symbol("posix_spawn_file_actions_adddup2");
    private static final MemorySegment POSIX_SPAWNATTR_INIT = Native.symbol("posix_spawnattr_init");
    private static final MemorySegment POSIX_SPAWNATTR_SETFLAGS = Native.symbol("posix_spawnattr_setflags");
    private static final MemorySegment POSIX_SPAWNATTR_SETSIGMASK = Native.symbol("posix_spawnattr_setsigmask");
    private static final MemorySegment POSIX_SPAWNATTR_SETSIGDEFAULT = Native.symbol("posix_spawnattr_setsigdefault");
    private static final MemorySegment SIGEMPTYSET = Native.symbol("sigemptyset");
    private static final MemorySegment SIGFILLSET = Native.symbol("sigfillset");
    private static final MemorySegment SIGNAL = Native.symbol("signal");
    private static final MemorySegment KILL = Native.symbol("kill");
    private static final MemorySegment WAITID = Native.symbol("waitid");
    private static final MemorySegment IOCTL = Native.symbol("ioctl");
    private static final MemorySegment PRCTL = Native.symbol("prctl");
    private static final MemorySegment GETUID = Native.symbol("getuid");
    private static final MemorySegment GETGID = Native.symbol("getgid");
    private static final MemorySegment GETPID = Native.symbol("getpid");
    private static final MemorySegment SOCKET = Native.symbol("socket");
    private static final MemorySegment BIND = Native.symbol("bind");
    private static final MemorySegment CONNECT = Native.symbol("connect");
    private static final MemorySegment GETSOCKNAME = Native.symbol("getsockname");
    private static final MemorySegment SETSOCKOPT = Native.symbol("setsockopt");
    private static final MemorySegment GETSOCKOPT = Native.symbol("getsockopt");
    private static final MemorySegment SENDTO = Native.symbol("sendto");
    private static final MemorySegment RECVMSG = Native.symbol("recvmsg");
    private static final MemorySegment SENDMSG = Native.symbol("sendmsg");
    private static final MemorySegment LISTEN = Native.symbol("listen");
    private static final MemorySegment ACCEPT4 = Native.symbol("accept4");
    private static final MemorySegment DUP3 = Native.symbol("dup3");

    /** Since glibc 2.34; musl has none. */
    private static final @Nullable MemorySegment ADDCLOSEFROM_NP =
            Native.symbolIfAny("posix_spawn_file_actions_addclosefrom_np");

    private LibC() {}

    /** Whether {@link #posix_spawn_file_actions_addclosefrom_np} is there. */
    public static boolean hasAddclosefrom() {
        return ADDCLOSEFROM_NP != null;
    }

    /** Minus {@code ENOSYS} where the C library has none. */
    public static int posix_spawn_file_actions_addclosefrom_np(long actions, int from) {
        return ADDCLOSEFROM_NP == null ? -Errno.ENOSYS : Native.number(ADDCLOSEFROM_NP, actions, from, 0, 0, 0, 0);
    }

    public static int open(long path, int flags, int mode) {
        return Native.number(OPEN, path, flags, mode, 0, 0, 0);
    }

    public static long read(int fd, long buffer, long count) {
        return Native.word(READ, fd, buffer, count, 0, 0, 0);
    }

    public static long write(int fd, long buffer, long count) {
        return Native.word(WRITE, fd, buffer, count, 0, 0, 0);
    }

    public static int close(int fd) {
        return Native.number(CLOSE, fd, 0, 0, 0, 0, 0);
    }

    public static int unlink(long path) {
        return Native.number(UNLINK, path, 0, 0, 0, 0, 0);
    }

    public static int chmod(long path, int mode) {
        return Native.number(CHMOD, path, mode, 0, 0, 0, 0);
    }

    public static int fcntl(int fd, int command, long argument) {
        return Native.number(FCNTL, fd, command, argument, 0, 0, 0);
    }

    public static int flock(int fd, int operation) {
        return Native.number(FLOCK, fd, operation, 0, 0, 0, 0);
    }

    public static int madvise(long address, long length, int advice) {
        return Native.number(MADVISE, address, length, advice, 0, 0, 0);
    }

    public static int fallocate(int fd, int mode, long offset, long length) {
        return Native.number(FALLOCATE, fd, mode, offset, length, 0, 0);
    }

    public static int ftruncate(int fd, long length) {
        return Native.number(FTRUNCATE, fd, length, 0, 0, 0, 0);
    }

    public static int statfs(long path, long buffer) {
        return Native.number(STATFS, path, buffer, 0, 0, 0, 0);
    }

    public static long readlink(long path, long buffer, long size) {
        return Native.word(READLINK, path, buffer, size, 0, 0, 0);
    }

    public static int pipe2(long fds, int flags) {
        return Native.number(PIPE2, fds, flags, 0, 0, 0, 0);
    }

    public static int eventfd(int initial, int flags) {
        return Native.number(EVENTFD, initial, flags, 0, 0, 0, 0);
    }

    public static int epoll_create1(int flags) {
        return Native.number(EPOLL_CREATE1, flags, 0, 0, 0, 0, 0);
    }

    public static int epoll_ctl(int epfd, int operation, int fd, long event) {
        return Native.number(EPOLL_CTL, epfd, operation, fd, event, 0, 0);
    }

    public static int epoll_wait(int epfd, long events, int maximum, int milliseconds) {
        return Native.number(EPOLL_WAIT, epfd, events, maximum, milliseconds, 0, 0);
    }

    public static int inotify_init1(int flags) {
        return Native.number(INOTIFY_INIT1, flags, 0, 0, 0, 0, 0);
    }

    public static int inotify_add_watch(int fd, long path, int mask) {
        return Native.number(INOTIFY_ADD_WATCH, fd, path, mask, 0, 0, 0);
    }

    public static int inotify_rm_watch(int fd, int wd) {
        return Native.number(INOTIFY_RM_WATCH, fd, wd, 0, 0, 0, 0);
    }

    public static int posix_spawn(long pid, long path, long actions, long attributes, long argv, long envp) {
        return Native.number(POSIX_SPAWN, pid, path, actions, attributes, argv, envp);
    }

    public static int posix_spawn_file_actions_init(long actions) {
        return Native.number(POSIX_SPAWN_FILE_ACTIONS_INIT, actions, 0, 0, 0, 0, 0);
    }

    public static int posix_spawn_file_actions_destroy(long actions) {
        return Native.number(POSIX_SPAWN_FILE_ACTIONS_DESTROY, actions, 0, 0, 0, 0, 0);
    }

    public static int posix_spawn_file_actions_adddup2(long actions, int from, int to) {
        return Native.number(POSIX_SPAWN_FILE_ACTIONS_ADDDUP2, actions, from, to, 0, 0, 0);
    }

    public static int posix_spawnattr_init(long attributes) {
        return Native.number(POSIX_SPAWNATTR_INIT, attributes, 0, 0, 0, 0, 0);
    }

    public static int posix_spawnattr_setflags(long attributes, int flags) {
        return Native.number(POSIX_SPAWNATTR_SETFLAGS, attributes, flags, 0, 0, 0, 0);
    }

    public static int posix_spawnattr_setsigmask(long attributes, long set) {
        return Native.number(POSIX_SPAWNATTR_SETSIGMASK, attributes, set, 0, 0, 0, 0);
    }

    public static int posix_spawnattr_setsigdefault(long attributes, long set) {
        return Native.number(POSIX_SPAWNATTR_SETSIGDEFAULT, attributes, set, 0, 0, 0, 0);
    }

    public static int sigemptyset(long set) {
        return Native.number(SIGEMPTYSET, set, 0, 0, 0, 0, 0);
    }

    public static int sigfillset(long set) {
        return Native.number(SIGFILLSET, set, 0, 0, 0, 0, 0);
    }

    public static long signal(int number, long handler) {
        return Native.word(SIGNAL, number, handler, 0, 0, 0, 0);
    }

    public static int kill(int pid, int number) {
        return Native.number(KILL, pid, number, 0, 0, 0, 0);
    }

    public static int waitid(int type, int id, long siginfo, int options) {
        return Native.number(WAITID, type, id, siginfo, options, 0, 0);
    }

    public static int ioctl(int fd, long request, long argument) {
        return Native.number(IOCTL, fd, request, argument, 0, 0, 0);
    }

    public static int prctl(int option, long a, long b, long c, long d) {
        return Native.number(PRCTL, option, a, b, c, d, 0);
    }

    public static int getuid() {
        return Native.number(GETUID, 0, 0, 0, 0, 0, 0);
    }

    public static int getgid() {
        return Native.number(GETGID, 0, 0, 0, 0, 0, 0);
    }

    public static int getpid() {
        return Native.number(GETPID, 0, 0, 0, 0, 0, 0);
    }

    public static int socket(int domain, int type, int protocol) {
        return Native.number(SOCKET, domain, type, protocol, 0, 0, 0);
    }

    public static int bind(int fd, long address, int length) {
        return Native.number(BIND, fd, address, length, 0, 0, 0);
    }

    public static int connect(int fd, long address, int length) {
        return Native.number(CONNECT, fd, address, length, 0, 0, 0);
    }

    public static int getsockname(int fd, long address, long length) {
        return Native.number(GETSOCKNAME, fd, address, length, 0, 0, 0);
    }

    public static int setsockopt(int fd, int level, int name, long value, int length) {
        return Native.number(SETSOCKOPT, fd, level, name, value, length, 0);
    }

    public static int getsockopt(int fd, int level, int name, long value, long length) {
        return Native.number(GETSOCKOPT, fd, level, name, value, length, 0);
    }

    public static long sendto(int fd, long buffer, long length, int flags, long address, int addressLength) {
        return Native.word(SENDTO, fd, buffer, length, flags, address, addressLength);
    }

    public static long recvmsg(int fd, long message, int flags) {
        return Native.word(RECVMSG, fd, message, flags, 0, 0, 0);
    }

    public static long sendmsg(int fd, long message, int flags) {
        return Native.word(SENDMSG, fd, message, flags, 0, 0, 0);
    }

    public static int accept4(int fd, long address, long addressLength, int flags) {
        return Native.number(ACCEPT4, fd, address, addressLength, flags, 0, 0);
    }

    public static int listen(int fd, int backlog) {
        return Native.number(LISTEN, fd, backlog, 0, 0, 0, 0);
    }

    public static int dup3(int from, int to, int flags) {
        return Native.number(DUP3, from, to, flags, 0, 0, 0);
    }

    public static int pidfd_open(int pid, int flags) {
        return Native.number(SYSCALL, SystemCalls.PIDFD_OPEN, pid, flags, 0, 0, 0);
    }

    public static int pidfd_send_signal(int fd, int number, long siginfo, int flags) {
        return Native.number(SYSCALL, SystemCalls.PIDFD_SEND_SIGNAL, fd, number, siginfo, flags, 0);
    }

    public static int pidfd_getfd(int pidfd, int descriptor, int flags) {
        return Native.number(SYSCALL, SystemCalls.PIDFD_GETFD, pidfd, descriptor, flags, 0, 0);
    }

    public static int close_range(int first, int last, int flags) {
        return Native.number(SYSCALL, SystemCalls.CLOSE_RANGE, first, last, flags, 0, 0);
    }
}
