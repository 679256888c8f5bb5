/* From the shim's child to the program. The child shares the shim's memory (vfork), so it can report by writing to it. */
#include "shim.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <stddef.h>

struct attempt attempt;

static _Noreturn void fail(const char *stage, long minus_errno) {
    attempt.stage = stage;
    attempt.error = -minus_errno;
    leave(127);
}

static void write_file(const char *path, const char *tail, const char *value, const char *what) {
    TEXT(full);
    TEXT(text);
    put(&full, path);
    put(&full, tail);
    put(&text, value);
    long fd = sys(openat, AT_FDCWD, full.data, O_WRONLY | O_CLOEXEC);
    long done = fd < 0 ? fd : sys(write, fd, text.data, text.length);
    if (done < 0) tell(what, done);
    if (fd >= 0) sys(close, fd);
}

static void set_rlimit(const char *setting) {
    static const struct { const char *name; int resource; } known[] = {
        {"as", RLIMIT_AS}, {"core", RLIMIT_CORE}, {"cpu", RLIMIT_CPU}, {"data", RLIMIT_DATA},
        {"fsize", RLIMIT_FSIZE}, {"memlock", RLIMIT_MEMLOCK}, {"nofile", RLIMIT_NOFILE},
        {"nproc", RLIMIT_NPROC}, {"rss", RLIMIT_RSS}, {"stack", RLIMIT_STACK}};
    TEXT(words);
    put(&words, setting);
    char *soft = words.data, *hard;
    while (*soft && *soft != '=') soft++;
    if (*soft) *soft++ = 0;
    for (hard = soft; *hard && *hard != ':';) hard++;
    if (*hard) *hard++ = 0;
    for (unsigned i = 0; i < sizeof known / sizeof *known; i++) {
        struct rlimit old, new;
        long value;
        if (!same(words.data, known[i].name)) continue;
        sys(prlimit64, 0, known[i].resource, NULL, &old);
        new = old;
        if (text_number(soft, 10, &value)) new.rlim_cur = (rlim_t) value;
        else if (same(soft, "unlimited")) new.rlim_cur = RLIM_INFINITY;
        else break;
        if (same(hard, "unlimited")) new.rlim_max = RLIM_INFINITY;
        else if (*hard && text_number(hard, 10, &value)) new.rlim_max = (rlim_t) value;
        else if (*hard) break;
        long failed = sys(prlimit64, 0, known[i].resource, &new, NULL);
        if (!failed) return;
        tell(setting, failed);
        new.rlim_max = old.rlim_max; /* as near as we may */
        if (new.rlim_cur > old.rlim_max) new.rlim_cur = old.rlim_max;
        sys(prlimit64, 0, known[i].resource, &new, NULL);
        return;
    }
    tell(setting, -EINVAL);
}

static void switch_user(void) {
    long failed = 0;
    if (opt.uid < 0 && opt.gid < 0 && !opt.group_count) return;
    bool already = sys(geteuid, 0) != 0 && (opt.uid < 0 || opt.uid == sys(geteuid, 0))
        && (opt.gid < 0 || opt.gid == sys(getegid, 0)) && !opt.group_count;
    if (already) return;
    if (!opt.group_count && opt.gid >= 0) opt.groups[opt.group_count++] = (unsigned) opt.gid;
    failed = sys(setgroups, opt.group_count, opt.groups);
    if (!failed && opt.gid >= 0) failed = sys(setresgid, opt.gid, opt.gid, opt.gid);
    if (!failed && opt.uid >= 0) failed = sys(setresuid, opt.uid, opt.uid, opt.uid);
    if (failed) fail("user", failed);
}

static const char *variable(const char *name) {
    for (char **at = opt.environment; *at; at++)
        if (begins(*at, name)) return begins(*at, name);
    return NULL;
}

/* execvp without its habit of giving a file of unknown format to a shell. */
static _Noreturn void execute(char **environment) {
    const char *name = opt.command[0], *path = variable("PATH="), *slash = name;
    long failed = -ENOENT, denied = 0;
    while (*slash && *slash != '/') slash++;
    if (*slash || !path) fail("exec", sys(execve, name, opt.command, environment));
    while (*name && *path) {
        TEXT(file);
        for (char one[2] = {0}; *path && *path != ':'; path++) *one = *path, put(&file, one);
        if (*path) path++;
        if (file.length) put(&file, "/");
        put(&file, name);
        failed = sys(execve, file.data, opt.command, environment);
        if (failed == -EACCES) denied = failed;
        else if (failed != -ENOENT && failed != -ENOTDIR) break;
    }
    fail("exec", denied ? denied : failed);
}

static _Noreturn void execute_with_sockets(long sockets) {
    TEXT(fds);
    TEXT(pid);
    TEXT(names);
    int count = 0, kept = 0;
    put(&fds, "LISTEN_FDS=");
    put_number(&fds, sockets, 1);
    put(&pid, "LISTEN_PID=");
    put_number(&pid, attempt.pid, 1);
    put(&names, "LISTEN_FDNAMES=");
    put(&names, opt.listen_names ? opt.listen_names : "");
    while (opt.environment[count]) count++;
    char *environment[count + 4];
    for (int i = 0; i < count; i++) {
        const char *entry = opt.environment[i];
        if (begins(entry, "LISTEN_FDS=") || begins(entry, "LISTEN_PID=") || begins(entry, "LISTEN_FDNAMES=")) continue;
        environment[kept++] = opt.environment[i];
    }
    environment[kept++] = fds.data;
    environment[kept++] = pid.data;
    if (opt.listen_names) environment[kept++] = names.data;
    environment[kept] = NULL;
    execute(environment);
}

static _Noreturn void child(void) {
    long failed, sockets = opt.listen_count ? opt.listen_count : opt.listen_fds;
    attempt.pid = sys(getpid, 0);
    attempt.start = process_stat(attempt.pid, 22);
    record_pid(); /* before limits and rights that could prevent it */
    sys(setsid, 0);
    if (opt.cgroup) write_file(opt.cgroup, "/cgroup.procs", "0", "cgroup");
    for (int i = 0; i < opt.rlimit_count; i++) set_rlimit(opt.rlimits[i]);
    if (opt.has_nice && (failed = sys(setpriority, PRIO_PROCESS, 0, opt.nice)) < 0) tell("nice", failed);
    if (opt.has_oom) {
        TEXT(value);
        put_number(&value, opt.oom, 1);
        write_file("/proc/self/oom_score_adj", "", value.data, "oom_score_adj");
    }
    switch_user();
    if (opt.cwd && (failed = sys(chdir, opt.cwd)) < 0) fail("chdir", failed);
    if (opt.umask >= 0) sys(umask, opt.umask);
    if (opt.listen_stdin && sockets) sys(dup3, 3, 0, 0);
    long none[4] = {0}; /* a kernel sigaction of SIG_DFL on every CPU: all zero */
    sys(rt_sigaction, SIGPIPE, none, NULL, 8);
    sys(rt_sigprocmask, SIG_SETMASK, none, NULL, 8);
    if (sockets) execute_with_sockets(sockets);
    execute(opt.environment);
}

/* A frame of its own, with nothing in it: the child runs on this very stack while the parent waits. */
static __attribute__((noinline)) long fork_child(void) {
    long pid = sys_vfork();
    if (pid == 0) child();
    return pid;
}

void launch(void) {
    attempt = (struct attempt) {0};
    sys(clock_gettime, CLOCK_REALTIME, &attempt.began);
    long pid = fork_child();
    if (pid < 0) {
        attempt.stage = "fork";
        attempt.error = -pid;
    } else if (attempt.stage) {
        sys(wait4, pid, NULL, 0, NULL);
    } else {
        reserve_exit_record();
    }
}
