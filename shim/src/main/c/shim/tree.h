/* What is left of the tree when the program has ended. We are its subreaper: every stray is our descendant. */
/* Every signal is blocked but when it is taken here. Returns it, or -EAGAIN after so many ms; -1: no limit. */
static long wait_signal(long ms) {
    struct timespec time = {ms / 1000, ms % 1000 * 1000000};
    unsigned long wanted = 1ul << (SIGCHLD - 1) | 1ul << (SIGTERM - 1) | 1ul << (SIGIO - 1);
    return sys(rt_sigtimedwait, &wanted, NULL, ms < 0 ? NULL : &time, 8);
}

static void signal_strays(int first, int second) {
    char buffer[4096] __attribute__((aligned(8)));
    long self = sys(getpid, 0), got;
    long proc = sys(openat, AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while ((got = sys(getdents64, proc, buffer, sizeof buffer)) > 0)
        for (char *at = buffer; at < buffer + got; at += *(unsigned short *) (at + 16)) { /* linux_dirent64: d_reclen */
            const char *name = at + 19; /* d_name */
            long pid = number(&name, 10), parent = pid;
            for (int depth = 0; parent > 1 && parent != self && depth < 1000; depth++) parent = process_stat(parent, 4);
            if (parent != self || pid == self) continue;
            sys(kill, pid, first), sys(kill, pid, second);
        }
    sys(close, proc);
}

static void sweep(void) {
    long deadline = now_ms() + opt.term_grace_ms, left = opt.term_grace_ms;
    if (!reap()) return;
    if (left > 0) signal_strays(SIGTERM, SIGCONT);
    for (; left > 0; left = deadline - now_ms()) {
        wait_signal(left);
        if (!reap()) return;
    }
    for (long pause = 10;; pause += pause < 1000 ? pause : 0) { /* a fork bomb needs more than one round */
        signal_strays(SIGKILL, SIGKILL);
        wait_signal(pause);
        if (!reap()) return;
    }
}
