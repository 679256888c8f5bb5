/* The two records of the run directory, and what else the shim has to say. */
#include "shim.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/wait.h>

int run_dir = -1, status_fd = -1, log_fd = -1;
static long shim_start;
static char boot_id[40];
static long exit_slot = -1;

static long read_file(const char *path, char *to, long size) {
    long fd = sys(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    long length = fd < 0 ? fd : sys(read, fd, to, size - 1);
    if (fd >= 0) sys(close, fd);
    to[length < 0 ? 0 : length] = 0;
    return length;
}

long process_stat(long pid, int field) {
    char stat[512], *at = stat;
    TEXT(path);
    put(&path, "/proc/");
    put_number(&path, pid, 1);
    put(&path, "/stat");
    if (read_file(path.data, stat, sizeof stat) <= 0) return -1;
    for (char *c = stat; *c; c++)
        if (*c == ')') at = c; /* the name before it may hold anything, even a parenthesis */
    for (int now = 2; now < field && *at; at++) now += *at == ' ';
    long value = 0;
    for (; *at >= '0' && *at <= '9'; at++) value = value * 10 + *at - '0';
    return value;
}

void read_identity(void) {
    shim_start = process_stat(sys(getpid, 0), 22);
    if (read_file("/proc/sys/kernel/random/boot_id", boot_id, sizeof boot_id) == 37) boot_id[36] = 0;
}

static void say(const struct text *text) {
    if (status_fd >= 0) sys(write, status_fd, text->data, text->length);
}

void tell(const char *what, long minus_errno) {
    TEXT(line);
    put(&line, "notice=");
    put(&line, what);
    put(&line, ": errno ");
    put_number(&line, -minus_errno, 1);
    put(&line, "\n");
    say(&line);
    if (log_fd >= 0) sys(write, log_fd, line.data, line.length);
}

static long create(const char *name) {
    return sys(openat, run_dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

static long fill(long fd, const struct text *text, const char *from, const char *to) {
    long written = fd < 0 ? fd : sys(write, fd, text->data, text->length);
    if (fd >= 0) sys(close, fd);
    if (written >= 0 && written < (long) text->length) written = -ENOSPC;
    if (written >= 0) written = sys(renameat2, run_dir, from, run_dir, to, 0);
    if (written < 0) sys(unlinkat, run_dir, from, 0);
    return written;
}

/* The lines that both records have. */
static void put_identity(struct text *text) {
    put_key(text, "v=", 1);
    if (attempt.stage) return;
    put_key(text, "pid=", attempt.pid);
    put_key(text, "start=", attempt.start);
}

static void put_boot(struct text *text) {
    put(text, "boot=");
    put(text, boot_id);
    put(text, "\n");
}

/* Called by the child: the record is complete before the program's first instruction because the same task writes both. */
void record_pid(void) {
    TEXT(text);
    put_identity(&text);
    put_key(&text, "shim=", sys(getppid, 0));
    put_key(&text, "shimstart=", shim_start);
    put_boot(&text);
    put_time(&text, "at=", &attempt.began);
    say(&text);
    long failed = fill(create("pid.tmp"), &text, "pid.tmp", "pid");
    if (failed < 0) tell("pid record", failed);
}

/* Takes the space of the exit record while there is some, and the cost of it while nobody waits. */
void reserve_exit_record(void) {
    exit_slot = create("exit.tmp");
    if (exit_slot >= 0) sys(fallocate, exit_slot, FALLOC_FL_KEEP_SIZE, 0, 1024);
}

void record_exit(void) {
    TEXT(text);
    struct timespec ended;
    const struct rusage *usage = &attempt.usage;
    sys(clock_gettime, CLOCK_REALTIME, &ended);
    put_identity(&text);
    if (!attempt.stage) {
        put_boot(&text);
        if (WIFEXITED(attempt.status)) put_key(&text, "code=", WEXITSTATUS(attempt.status));
        else {
            put_key(&text, "signal=", WTERMSIG(attempt.status));
            put_key(&text, "core=", WCOREDUMP(attempt.status) ? 1 : 0);
        }
        put_key(&text, "utime_us=", usage->ru_utime.tv_sec * 1000000 + usage->ru_utime.tv_usec);
        put_key(&text, "stime_us=", usage->ru_stime.tv_sec * 1000000 + usage->ru_stime.tv_usec);
        put_key(&text, "maxrss_kb=", usage->ru_maxrss);
    } else {
        TEXT(outcome);
        put(&outcome, "stage=");
        put(&outcome, attempt.stage);
        put(&outcome, "\n");
        put_key(&outcome, "errno=", attempt.error);
        say(&outcome);
        put(&text, outcome.data);
        sys(unlinkat, run_dir, "pid", 0);
    }
    put_time(&text, "began=", &attempt.began);
    put_time(&text, "ended=", &ended);
    put_key(&text, "swept=", !opt.hold);
    put_key(&text, "exact=", 1);
    long failed = fill(exit_slot >= 0 ? exit_slot : create("exit.tmp"), &text, "exit.tmp", "exit");
    exit_slot = -1;
    if (failed < 0) tell("exit record", failed);
}
