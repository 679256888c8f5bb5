/* The two records of the run directory, and what else there is to say. */
static struct { /* one attempt to run the program, filled in by the child, which shares our memory until it executes */
    long pid, start, error, status;
    const char *stage; /* NULL: the program ran */
    bool ended;
    struct timespec began;
    struct rusage usage;
} attempt;
static long run_dir = -1, log_fd = -1, shim_start, exit_slot = -1;
static char boot_id[40];

static void say(const struct text *text) { sys(write, opt.status_fd, text->data, text->length); }

static void tell(const char *what, long minus_errno) { /* what could not be done */
    NEW(line, "notice=%s: errno %d\n", what, -minus_errno);
    say(&line);
    sys(write, log_fd, line.data, line.length);
}

/* Not O_TRUNC: if there is a file already, somebody has reserved its space for us. */
static long create(const char *name) { return sys(openat, run_dir, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600); }

static void publish(long fd, const struct text *text, const char *from, const char *to) {
    long done = fd < 0 ? fd : sys(write, fd, text->data, text->length);
    if (done >= 0 && done < text->length) done = -ENOSPC;
    if (done >= 0) done = sys(ftruncate, fd, text->length);
    if (done >= 0) done = sys(renameat2, run_dir, from, run_dir, to, 0);
    if (done < 0) sys(unlinkat, run_dir, from, 0);
    if (done < 0) tell(to[0] == 'p' ? "pid record" : "exit record", done);
    sys(close, fd);
}

/* Called by the child: what the same task writes first is complete before the program's first instruction. */
static void record_pid(void) {
    NEW(text, "v=1\npid=%d\nstart=%d\nboot=%s", attempt.pid, attempt.start, boot_id);
    put(&text, "shim=%d\nshimstart=%d\nat=%t\n", sys(getppid, 0), shim_start, &attempt.began);
    say(&text);
    publish(create("pid.tmp"), &text, "pid.tmp", "pid");
}

/* Takes the space of the exit record while there is some, and at a time when nobody waits. */
static void reserve_exit_record(void) {
    exit_slot = create("exit.tmp");
    if (exit_slot >= 0) sys(fallocate, exit_slot, FALLOC_FL_KEEP_SIZE, 0, 1024);
}

static void record_exit(long swept) {
    const struct timeval *user = &attempt.usage.ru_utime, *system = &attempt.usage.ru_stime;
    long status = attempt.status;
    struct timespec ended;
    NEW(text, "%s", "");
    if (attempt.stage) {
        put(&text, "stage=%s\nerrno=%d\n", attempt.stage, attempt.error);
        say(&text);
        sys(unlinkat, run_dir, "pid", 0);
    } else {
        put(&text, "pid=%d\nstart=%d\nboot=%s", attempt.pid, attempt.start, boot_id);
        if (WIFEXITED(status)) put(&text, "code=%d\n", (long) WEXITSTATUS(status));
        else put(&text, "signal=%d\ncore=%d\n", (long) WTERMSIG(status), WCOREDUMP(status) ? 1l : 0l);
        put(&text, "utime_us=%d\n", user->tv_sec * 1000000l + user->tv_usec);
        put(&text, "stime_us=%d\n", system->tv_sec * 1000000l + system->tv_usec);
        put(&text, "maxrss_kb=%d\n", attempt.usage.ru_maxrss);
    }
    sys(clock_gettime, CLOCK_REALTIME, &ended);
    NEW(record, "v=1\n%sbegan=%t\nended=%t\nswept=%d\nexact=1\n", text.data, &attempt.began, &ended, swept);
    publish(exit_slot >= 0 ? exit_slot : create("exit.tmp"), &record, "exit.tmp", "exit");
    exit_slot = -1;
}
