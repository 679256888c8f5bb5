/* From our child to the program. */
static char *environment[8192];
static struct text listen_pid;

/* clone_args of clone3(2); the last is the cgroup in which the program is born, -1: it moves there. */
static unsigned long birth[11] = {0x200004100 /* CLONE_INTO_CGROUP | CLONE_VM | CLONE_VFORK */, [4] = SIGCHLD};
static void hand_over(void); /* the sockets that are put in their place in the child alone */

static _Noreturn void fail(const char *stage, long minus_errno) {
    attempt.stage = stage, attempt.error = -minus_errno;
    leave(127);
}

static void write_file(const char *path, const char *tail, long value, const char *what) {
    NEW(file, "%s%s", path, tail);
    NEW(text, "%d", value);
    long fd = sys(openat, AT_FDCWD, file.data, O_WRONLY | O_CLOEXEC);
    long done = fd < 0 ? fd : sys(write, fd, text.data, text.length);
    if (done < 0) tell(what, done);
    sys(close, fd);
}

static unsigned long limit(const char **at) {
    const char *rest = begins(*at, "unlimited");
    if (!rest) return (unsigned long) number(at, 10);
    return *at = rest, RLIM_INFINITY;
}

static void set_rlimit(const char *setting) { /* NAME=SOFT[:HARD]; as near to it as we may */
    static const char *const names[] = {"cpu=", "fsize=", "data=", "stack=", "core=", "rss=", "nproc=", "nofile=",
                                        "memlock=", "as="}; /* in the order of the kernel's numbers */
    struct rlimit old, new;
    long failed = -EINVAL;
    for (int i = 0; i < 10; i++) {
        const char *at = begins(setting, names[i]);
        if (!at || sys(prlimit64, 0, i, NULL, &old)) continue;
        new.rlim_cur = limit(&at);
        new.rlim_max = *at == ':' ? at++, limit(&at) : old.rlim_max;
        if (*at || !(failed = sys(prlimit64, 0, i, &new, NULL))) break;
        new.rlim_max = old.rlim_max;
        if (new.rlim_cur > old.rlim_max) new.rlim_cur = old.rlim_max;
        sys(prlimit64, 0, i, &new, NULL);
    }
    if (failed) tell(setting, failed);
}

static void switch_user(void) {
    static unsigned groups[64];
    long count = opt.gid >= 0 && !opt.groups, failed = 0, self = sys(geteuid, 0);
    groups[0] = (unsigned) opt.gid; /* never the groups of the shim */
    if (self && !opt.groups && (opt.uid < 0 || opt.uid == self) && (opt.gid < 0 || opt.gid == sys(getegid, 0))) return;
    if (opt.uid < 0 && opt.gid < 0 && !opt.groups) return;
    for (const char *at = opt.groups; at && *at && count < 64; at += *at == ',') {
        groups[count++] = (unsigned) number(&at, 10);
        if (*at && *at != ',') fail("user", -EINVAL);
    }
    failed = sys(setgroups, count, groups);
    if (!failed && opt.gid >= 0) failed = sys(setresgid, opt.gid, opt.gid, opt.gid);
    if (!failed && opt.uid >= 0) failed = sys(setresuid, opt.uid, opt.uid, opt.uid);
    if (failed) fail("user", failed);
}

/* Once, with room for the variables that tell of sockets, which are left out if there is nothing to tell. */
static void copy_environment(char **from, long sockets, const char *notify) {
    static struct text listen_fds, listen_names, notify_socket;
    int count = 0;
    for (; *from && count < 8187; from++) {
        if (sockets && (begins(*from, "LISTEN_FD") || begins(*from, "LISTEN_PID="))) continue;
        if (!notify || !begins(*from, "NOTIFY_SOCKET=")) environment[count++] = *from;
    }
    if (notify) environment[count++] = (char *) put(&notify_socket, "NOTIFY_SOCKET=%s", notify);
    if (!sockets) return;
    environment[count++] = (char *) put(&listen_fds, "LISTEN_FDS=%d", sockets);
    environment[count++] = listen_pid.data;
    if (opt.listen_names) environment[count++] = (char *) put(&listen_names, "LISTEN_FDNAMES=%s", opt.listen_names);
}

static _Noreturn void child(void) {
    long failed, action[4] = {0}, none = 0; /* a kernel sigaction of SIG_DFL is all zero on every CPU */
    attempt.pid = sys(getpid, 0);
    attempt.start = process_stat(attempt.pid, 22);
    record_pid(); /* before limits and rights that could prevent it */
    sys(setsid, 0);
    hand_over();
    if (opt.cgroup && (long) birth[10] < 0) write_file(opt.cgroup, "/cgroup.procs", 0, "cgroup");
    for (int i = 0; i < opt.rlimits.count; i++) set_rlimit(opt.rlimits.items[i]);
    if (opt.nice != UNSET && (failed = sys(setpriority, PRIO_PROCESS, 0, opt.nice)) < 0) tell("nice", failed);
    if (opt.oom != UNSET) write_file("/proc/self/oom_score_adj", "", opt.oom, "oom_score_adj");
    switch_user();
    if (opt.cwd && (failed = sys(chdir, opt.cwd)) < 0) fail("chdir", failed);
    if (opt.umask >= 0) sys(umask, opt.umask);
    listen_pid.length = 0;
    put(&listen_pid, "LISTEN_PID=%d", attempt.pid);
    sys(rt_sigaction, SIGPIPE, action, NULL, 8);
    sys(rt_sigprocmask, SIG_SETMASK, &none, NULL, 8);
    fail("exec", execute(opt.command, environment));
}

/* A frame with nothing in it: the child runs on this very stack (vfork) while the parent waits. It is born in its
   cgroup (Linux 5.7): moving there takes some 10 ms, and nobody on the whole machine can fork meanwhile. */
static __attribute__((noinline)) long fork_child(void) {
    birth[10] = opt.cgroup ? (unsigned long) sys(openat, AT_FDCWD, opt.cgroup, O_DIRECTORY | O_CLOEXEC) : -1ul;
    long pid = (long) birth[10] < 0 ? -1 : sys(clone3, birth, sizeof birth);
    if (pid < 0) sys(close, birth[10]), birth[10] = -1ul, pid = sys(clone, 0x4100 | SIGCHLD);
    if (pid == 0) child();
    return sys(close, birth[10]), pid;
}

/* Whether the program runs; if not, the attempt says why, and its end is recorded. */
static bool launch(long swept) {
    attempt.stage = NULL;
    sys(clock_gettime, CLOCK_REALTIME, &attempt.began);
    long pid = fork_child();
    if (pid < 0) attempt.stage = "fork", attempt.error = -pid;
    if (!(attempt.ended = attempt.stage)) reserve_exit_record();
    if (attempt.ended) sys(wait4, pid, NULL, 0, NULL), record_exit(swept);
    if (opt.status_fd >= 0) sys(close, opt.status_fd), opt.status_fd = -1;
    return !attempt.ended;
}

/* Takes what has ended. Comes back at once when the program has, whose usage it is then; false: no child is left. */
static bool reap(void) {
    int status;
    for (long pid; (pid = sys(wait4, -1, &status, WNOHANG, &attempt.usage)) != 0;) {
        if (pid == -ECHILD) return false;
        if (attempt.ended || pid != attempt.pid) continue;
        return attempt.status = status, attempt.ended = true;
    }
    return true;
}

static int exit_status(void) {
    if (attempt.stage) return begins(attempt.stage, "exec") && attempt.error == ENOENT ? 127 : 126;
    return WIFEXITED(attempt.status) ? WEXITSTATUS(attempt.status) : 128 + WTERMSIG(attempt.status);
}
