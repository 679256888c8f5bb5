/* The command line. Strings point into argv. */
enum { EXIT_WRONG_USE = 64, EXIT_HELD = 75, UNSET = 1 << 24, HIGH_FD = 40 };

struct list {
    int count;
    const char *items[64];
};
static struct {
    const char *run, *lock, *cwd, *cgroup, *groups, *listen_names, *out, *err, *log;
    long status_fd, umask, nice, oom, uid, gid, listen_fds, spool_cap, term_grace_ms, hold, detach, listen_stdin;
    struct list fds, rlimits, listen;
    char **command;
} opt = {.status_fd = -1, .umask = -1, .nice = UNSET, .oom = UNSET, .uid = -1, .gid = -1, .term_grace_ms = 2000};

static const struct option {
    const char *name;
    enum { FLAG, STRING, DECIMAL, OCTAL, LIST } kind;
    void *to;
} known[] = {
    {"--run", STRING, &opt.run}, {"--lock", STRING, &opt.lock}, {"--status-fd", DECIMAL, &opt.status_fd},
    {"--cwd", STRING, &opt.cwd}, {"--umask", OCTAL, &opt.umask}, {"--nice", DECIMAL, &opt.nice},
    {"--rlimit", LIST, &opt.rlimits}, {"--oom-score-adj", DECIMAL, &opt.oom}, {"--user", DECIMAL, &opt.uid},
    {"--group", DECIMAL, &opt.gid}, {"--groups", STRING, &opt.groups}, {"--cgroup", STRING, &opt.cgroup},
    {"--spool-cap", DECIMAL, &opt.spool_cap}, {"--fd", LIST, &opt.fds}, {"--listen-fds", DECIMAL, &opt.listen_fds},
    {"--listen-names", STRING, &opt.listen_names}, {"--term-grace", DECIMAL, &opt.term_grace_ms},
    {"--hold", FLAG, &opt.hold}, {"--detach", FLAG, &opt.detach}, {"--log", STRING, &opt.log},
    {"--listen", LIST, &opt.listen}, {"--listen-stdin", FLAG, &opt.listen_stdin}, {"--out", STRING, &opt.out},
    {"--err", STRING, &opt.err}, {NULL, FLAG, NULL}};

static _Noreturn void refuse(const char *what, const char *which) {
    NEW(message, "daruma-shim: %s%s\n", what, which);
    sys(write, 2, message.data, message.length);
    leave(EXIT_WRONG_USE);
}

static void take(const struct option *option, const char *value) {
    const char *end = value;
    struct list *list = option->to;
    if (option->kind == FLAG) *(long *) option->to = 1;
    else if (option->kind == STRING) *(const char **) option->to = value;
    else if (option->kind == LIST && list->count < 64) list->items[list->count++] = value;
    else if (option->kind == LIST) refuse("too many ", option->name);
    else *(long *) option->to = number(&end, option->kind == OCTAL ? 8 : 10);
    if ((option->kind == DECIMAL || option->kind == OCTAL) && (*end || end == value)) refuse("not a number: ", value);
}

static void parse_options(char **at) {
    static const char words[] = "lock\nrlimit\nuser\ncgroup\nsession\nsignals\nspool-cap\nsweep\nsubreaper\nexact\n"
                                "hold\nhold-listen\ndetach\n";
    if (*at && begins(*at, "--capabilities") && !at[1]) leave(sys(write, 1, words, sizeof words - 1) < 0);
    while (*at && ((*at)[0] != '-' || (*at)[1] != '-' || (*at)[2])) {
        const struct option *option = known;
        for (const char *rest; option->name && (!(rest = begins(*at, option->name)) || *rest);) option++;
        if (!option->name) refuse("unknown option ", *at);
        if (option->kind != FLAG && !at[1]) refuse("nothing after ", *at);
        take(option, at[1]);
        at += option->kind == FLAG ? 1 : 2;
    }
    if (!*at || !at[1]) refuse("no program: end the options with -- PROGRAM", "");
    if (!opt.run) refuse("missing --run DIR", "");
    if (opt.listen.count && (!opt.hold || opt.listen_fds)) refuse("--listen needs --hold, without --listen-fds", "");
    if (opt.listen_fds < 0 || opt.listen_fds + 3 > HIGH_FD) refuse("too many ", "--listen-fds");
    if (opt.status_fd > 63) refuse("must be below 64: ", "--status-fd");
    opt.command = at + 1;
}
