/* What shim and holder are told about the program alike. */
enum { EXIT_HELD = 75, UNSET = 1 << 24, HIGH_FD = 40 };

static struct {
    const char *run, *lock, *cwd, *cgroup, *groups, *listen_names, *log;
    long status_fd, umask, nice, oom, uid, gid, term_grace_ms, detach;
    struct list fds, rlimits;
    char **command;
} opt = {.status_fd = -1, .umask = -1, .nice = UNSET, .oom = UNSET, .uid = -1, .gid = -1, .term_grace_ms = 2000};

#define OPTIONS_OF_A_PROGRAM \
    {"--run", STRING, &opt.run}, {"--lock", STRING, &opt.lock}, {"--status-fd", DECIMAL, &opt.status_fd}, \
    {"--cwd", STRING, &opt.cwd}, {"--umask", OCTAL, &opt.umask}, {"--nice", DECIMAL, &opt.nice}, \
    {"--rlimit", LIST, &opt.rlimits}, {"--oom-score-adj", DECIMAL, &opt.oom}, {"--user", DECIMAL, &opt.uid}, \
    {"--group", DECIMAL, &opt.gid}, {"--groups", STRING, &opt.groups}, {"--cgroup", STRING, &opt.cgroup}, \
    {"--fd", LIST, &opt.fds}, {"--listen-names", STRING, &opt.listen_names}, {"--log", STRING, &opt.log}, \
    {"--term-grace", DECIMAL, &opt.term_grace_ms}, {"--detach", FLAG, &opt.detach}

/* Prints what this program can do if that is all that was asked; returns the program's words. */
static void parse_options(const struct option *known, const char *capabilities, long length, char **at) {
    if (*at && begins(*at, "--capabilities") && !at[1]) leave(sys(write, 1, capabilities, length) < 0);
    opt.command = parse(known, at);
    if (opt.command && !*opt.command) refuse("no program after --", "");
    if (opt.command && !opt.run) refuse("missing --run DIR", "");
    if (opt.status_fd > 63) refuse("must be below 64: ", "--status-fd");
}
