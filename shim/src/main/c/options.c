#include "shim.h"

#include <fcntl.h>

struct options opt = {.status_fd = -1, .umask = -1, .uid = -1, .gid = -1, .term_grace_ms = 2000};

static const char capabilities[] =
    "lock\nrlimit\nuser\ncgroup\nspool-cap\nsweep\nhold\nhold-listen\ndetach\nsubreaper\nexact\n";

static _Noreturn void refuse(const char *what, const char *which) {
    TEXT(message);
    put(&message, "daruma-shim: ");
    put(&message, what);
    put(&message, which);
    put(&message, "\n");
    sys(write, 2, message.data, message.length);
    leave(EXIT_WRONG_USE);
}

static long number(const char *option, const char *value, int base) {
    long result;
    if (!text_number(value, base, &result)) refuse("not a number after ", option);
    return result;
}

static int room(const char *option, int count) {
    return count < MAX_REPEATED ? count : (refuse("too often: ", option), 0);
}

static void groups(char *list) {
    for (char *at = list; *list; list = at) {
        while (*at && *at != ',') at++;
        if (*at) *at++ = 0;
        opt.groups[room("--groups", opt.group_count)] = (unsigned) number("--groups", list, 10);
        opt.group_count++;
    }
}

static bool flag(const char *name) {
    if (same(name, "--hold")) return opt.hold = true;
    if (same(name, "--detach")) return opt.detach = true;
    if (same(name, "--listen-stdin")) return opt.listen_stdin = true;
    return false;
}

static void option(const char *name, char *value) {
    const struct { const char *name; const char **text; } texts[] = {
        {"--run", &opt.run}, {"--lock", &opt.lock}, {"--cwd", &opt.cwd}, {"--cgroup", &opt.cgroup},
        {"--listen-names", &opt.listen_names}, {"--out", &opt.out}, {"--err", &opt.err}, {"--log", &opt.log}};
    const struct { const char *name; long *number; } numbers[] = {
        {"--status-fd", &opt.status_fd}, {"--uid", &opt.uid}, {"--user", &opt.uid}, {"--gid", &opt.gid},
        {"--group", &opt.gid}, {"--listen-fds", &opt.listen_fds}, {"--spool-cap", &opt.spool_cap},
        {"--term-grace", &opt.term_grace_ms}, {"--nice", &opt.nice}, {"--oom-score-adj", &opt.oom}};
    if (!value) refuse("unknown option, or nothing after ", name);
    for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++)
        if (same(name, texts[i].name)) {
            *texts[i].text = value;
            return;
        }
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (same(name, numbers[i].name)) {
            *numbers[i].number = number(name, value, 10);
            opt.has_nice |= numbers[i].number == &opt.nice;
            opt.has_oom |= numbers[i].number == &opt.oom;
            return;
        }
    if (same(name, "--umask")) opt.umask = number(name, value, 8);
    else if (same(name, "--rlimit")) opt.rlimits[room(name, opt.rlimit_count)] = value, opt.rlimit_count++;
    else if (same(name, "--listen")) opt.listen[room(name, opt.listen_count)] = value, opt.listen_count++;
    else if (same(name, "--fd")) opt.fds[room(name, opt.fd_count)] = (int) number(name, value, 10), opt.fd_count++;
    else if (same(name, "--groups")) groups(value);
    else refuse("unknown option ", name);
}

void parse_options(int argc, char **argv) {
    int at = 1;
    if (argc == 2 && same(argv[1], "--capabilities")) {
        sys(write, 1, capabilities, sizeof capabilities - 1);
        leave(0);
    }
    for (; at < argc && !same(argv[at], "--"); at++)
        if (!flag(argv[at])) option(argv[at], argv[at + 1]), at++;
    if (at + 1 >= argc) refuse("no program: end the options with -- PROGRAM", "");
    if (!opt.run) refuse("missing --run DIR", "");
    if (opt.listen_count && (!opt.hold || opt.listen_fds)) refuse("--listen belongs to --hold, without --listen-fds", "");
    if (opt.listen_fds < 0 || opt.listen_fds + 3 > HIGH_FD) refuse("too many sockets: ", "--listen-fds");
    opt.command = argv + at + 1;
}
