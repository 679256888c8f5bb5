/* What is left of the tree when the program has ended. We are its subreaper: every stray is our descendant. */
#include "shim.h"

#include <fcntl.h>

struct entry { /* of getdents64 */
    unsigned long inode, offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

static bool ours(long pid, long self) {
    for (int depth = 0; pid > 1 && depth < 1000; depth++)
        if ((pid = process_stat(pid, 4)) == self) return true;
    return false;
}

static void signal_all(int first, int second) {
    char buffer[4096];
    long self = sys(getpid, 0), got, pid;
    long proc = sys(openat, AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (proc >= 0 && (got = sys(getdents64, proc, buffer, sizeof buffer)) > 0)
        for (char *at = buffer; at < buffer + got; at += ((struct entry *) at)->length) {
            if (!text_number(((struct entry *) at)->name, 10, &pid) || !ours(pid, self)) continue;
            sys(kill, pid, first);
            if (second) sys(kill, pid, second);
        }
    if (proc >= 0) sys(close, proc);
}

void sweep(void) {
    if (!reap()) return;
    long deadline = now_ms() + opt.term_grace_ms;
    if (opt.term_grace_ms > 0) signal_all(SIGTERM, SIGCONT);
    while (now_ms() < deadline) {
        wait_signal(deadline - now_ms());
        if (!reap()) return;
    }
    for (long pause = 10;; pause = pause < 1000 ? pause * 2 : 1000) { /* a fork bomb needs more than one round */
        signal_all(SIGKILL, 0);
        if (!reap()) return;
        wait_signal(pause);
        if (!reap()) return;
    }
}
