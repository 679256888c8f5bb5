/* What the parts of the shim share. The contract they keep is docs/run-directory.md. */
#ifndef DARUMA_SHIM_H
#define DARUMA_SHIM_H

#include <signal.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <time.h>

#include "sys.h"

enum { EXIT_WRONG_USE = 64, EXIT_HELD = 75, MAX_REPEATED = 64, HIGH_FD = 40 };

/* The command line. Strings point into argv; -1 where a number was not given. */
struct options {
    const char *run, *lock, *cwd, *cgroup, *listen_names, *out, *err, *log;
    const char *rlimits[MAX_REPEATED], *listen[MAX_REPEATED];
    int rlimit_count, listen_count, fd_count, fds[MAX_REPEATED], group_count;
    unsigned groups[MAX_REPEATED];
    long status_fd, umask, uid, gid, listen_fds, spool_cap, term_grace_ms;
    bool has_nice, has_oom, hold, detach, listen_stdin;
    long nice, oom;
    char **command, **environment;
};
extern struct options opt;
void parse_options(int argc, char **argv);
bool text_number(const char *text, int base, long *number); /* the whole text is one number */

/* One attempt to run the program. Filled in by the child itself, which shares our memory until it executes. */
struct attempt {
    long pid, start;       /* start: clock ticks after boot */
    struct timespec began; /* wall clock */
    const char *stage;     /* NULL: the program ran */
    long error;            /* of that stage, an errno */
    int status;            /* as of wait4 */
    struct rusage usage;
};
extern struct attempt attempt;
void launch(void);

/* Text under construction, always ended by a zero; what does not fit is cut off. */
struct text {
    unsigned length;
    char data[4200]; /* PATH_MAX and a little */
};
#define TEXT(name) \
    struct text name; \
    name.data[name.length = 0] = 0
bool same(const char *a, const char *b);
const char *begins(const char *text, const char *start); /* what follows it in the text, or NULL */
void put(struct text *text, const char *more);
void put_number(struct text *text, long number, int digits); /* padded with zeros to so many digits */
void put_key(struct text *text, const char *key, long number);
void put_time(struct text *text, const char *key, const struct timespec *time);

extern int run_dir, status_fd, log_fd;
void read_identity(void); /* of this shim and this boot, once */
void record_pid(void);
void reserve_exit_record(void);
void record_exit(void);
void tell(const char *what, long minus_errno); /* what could not be done: a notice, and a line in the log */
long process_stat(long pid, int field);        /* a field of /proc/PID/stat, from 4 on; -1 if there is no such process */

void open_spools(void);
void watch_spools(void);
long look_after_spools(bool written); /* milliseconds until it wants to look again; -1: not before SIGIO */

void open_sockets(void);

bool reap(void); /* takes every ended child; false when there are none left at all */
long wait_signal(long ms);
long now_ms(void);
void sweep(void);
_Noreturn void leave(int code);
#endif
