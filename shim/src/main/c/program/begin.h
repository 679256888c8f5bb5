/* What shim and holder do before there is a program: descriptors, lock, signals, output. */

/* What the caller has open and does not name would be open for ever in two processes. */
static void close_others(long sockets, long also) {
    unsigned long keep = (opt.status_fd > 2 ? 1ul << opt.status_fd : 0) | (also > 2 ? 1ul << also : 0);
    long fd = 3;
    keep |= (1ul << (3 + sockets)) - 8;
    for (int i = 0; i < opt.fds.count; i++) {
        const char *at = opt.fds.items[i];
        long named = number(&at, 10);
        if (*at || named < 3 || named > 62) refuse("not a descriptor from 3 to 62: ", opt.fds.items[i]);
        keep |= 1ul << named;
    }
    for (; keep >> fd; fd++)
        if (!(keep >> fd & 1)) sys(close, fd);
    sys(close_range, fd, ~0u, 0);
}

static long lift(long fd, int command) { /* out of the way of the sockets, which begin at 3 */
    long high = fd < 0 ? fd : sys(fcntl, fd, command, HIGH_FD);
    return high < 0 ? fd : (sys(close, fd), high);
}

static void place(long fd, long at) { /* where the program expects it, and for it to keep */
    if (fd == at) sys(fcntl, fd, F_SETFD, 0);
    if (fd != at) sys(dup3, fd, at, 0), sys(close, fd);
}

static void take_lock(void) {
    long fd = lift(sys(openat, AT_FDCWD, opt.lock, O_RDWR | O_CREAT, 0600), F_DUPFD);
    long failed = fd < 0 ? fd : sys(flock, fd, LOCK_EX | LOCK_NB);
    if (failed == -EWOULDBLOCK) leave(EXIT_HELD);
    if (failed < 0) tell("lock", failed); /* no place for the file: then nobody holds it, either */
}

static void own_signals(void) {
    unsigned long action[4] = {0}, all = ~(1ul << (SIGPIPE - 1)); /* blocked, it would wait for the program */
    for (int signal = 1; signal <= 64; signal++) {
        action[0] = signal == SIGPIPE; /* SIG_IGN: a reader of the status lines may be gone */
        sys(rt_sigaction, signal, action, NULL, 8);
    }
    sys(rt_sigprocmask, SIG_SETMASK, &all, NULL, 8);
}

static void keep_status(bool lifted) {
    if (lifted || opt.status_fd < 3) opt.status_fd = lift(opt.status_fd, F_DUPFD_CLOEXEC);
    if (opt.status_fd >= 0) sys(fcntl, opt.status_fd, F_SETFD, FD_CLOEXEC);
}

/* Up to here whoever called us can be told that nothing has happened. */
static void take_on(void) {
    own_signals();
    if (opt.log) log_fd = lift(sys(openat, AT_FDCWD, opt.log, O_WRONLY | O_APPEND | O_CREAT, 0600), F_DUPFD_CLOEXEC);
    if (opt.lock) take_lock();
}

static void open_output(int fd, long dir, const char *path) {
    struct statfs room;
    long opened = sys(openat, dir, path, O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (opened == fd) {
        if (opt.uid >= 0 || opt.gid >= 0) sys(fchown, fd, opt.uid, opt.gid); /* programs open /dev/stdout again */
        if (sys(fstatfs, fd, &room) < 0 || room.f_bavail || !room.f_blocks) return;
        sys(close, fd);
        opened = -ENOSPC;
    }
    sys(openat, AT_FDCWD, "/dev/null", O_WRONLY);
    tell(fd == 1 ? "spool out" : "spool err", opened);
}

/* From here on we are the program's parent, in a session of our own if that was asked. */
static void settle(const char *out, const char *err) {
    if (opt.detach && sys(clone, SIGCHLD) != 0) leave(0);
    if (opt.detach) sys(setsid, 0);
    sys(prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    if (opt.run) run_dir = sys(openat, AT_FDCWD, opt.run, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    sys(close_range, 0, 2, 0);
    sys(openat, AT_FDCWD, "/dev/null", O_RDONLY);
    open_output(1, out ? AT_FDCWD : run_dir, out ? out : "out");
    open_output(2, err ? AT_FDCWD : run_dir, err ? err : "err");
    shim_start = process_stat(sys(getpid, 0), 22);
    read_file("/proc/sys/kernel/random/boot_id", boot_id, sizeof boot_id);
}
