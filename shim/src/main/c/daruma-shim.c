/*
 * daruma-shim: the one small parent of a supervised program. It holds the lock, leaves the pid record before the
 * program's first instruction and the exit record after its last, and sees to it that nothing of its tree is left.
 * Start reading at begin(), below; the contract is docs/run-directory.md.
 */
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>

#include "sys.h"
#include "text.h"
#include "options.h"
#include "record.h"
#include "launch.h"
#include "spool.h"
#include "tree.h"
#include "hold.h"

/* What the caller has open and does not name would be open for ever in two processes. */
static void close_others(void) {
    unsigned long keep = opt.status_fd > 2 ? 1ul << opt.status_fd : 0;
    long fd = 3;
    keep |= (1ul << (3 + opt.listen_fds)) - 8;
    for (int i = 0; i < opt.fds.count; i++) {
        const char *at = opt.fds.items[i];
        long named = number(&at, 10);
        if (*at || named < 3 || named > 62) refuse("not a descriptor from 3 to 62: ", opt.fds.items[i]);
        keep |= 1ul << named;
    }
    for (; keep >> fd; fd++)
        if (!(keep >> fd & 1)) sys(close, fd);
    sys(close_range, fd, ~0u, 0);
}

static long lift(long fd, int command) { /* out of the way of the sockets, which begin at 3 */
    long high = fd < 0 ? fd : sys(fcntl, fd, command, HIGH_FD);
    if (high >= 0) sys(close, fd);
    return high >= 0 ? high : fd;
}

static void take_lock(void) {
    long fd = lift(sys(openat, AT_FDCWD, opt.lock, O_RDWR | O_CREAT, 0600), F_DUPFD);
    long failed = fd < 0 ? fd : sys(flock, fd, LOCK_EX | LOCK_NB);
    if (failed == -EWOULDBLOCK) leave(EXIT_HELD);
    if (failed < 0) tell("lock", failed); /* no place for the file: then nobody holds it, either */
}

static void own_signals(void) {
    unsigned long action[4] = {0}, all = ~(1ul << (SIGPIPE - 1)); /* blocked, it would wait for the program */
    for (int signal = 1; signal <= 64; signal++) {
        action[0] = signal == SIGPIPE; /* SIG_IGN: a reader of the status lines may be gone */
        sys(rt_sigaction, signal, action, NULL, 8);
    }
    sys(rt_sigprocmask, SIG_SETMASK, &all, NULL, 8);
}

static int exit_status(void) {
    if (attempt.stage) return begins(attempt.stage, "exec") && attempt.error == ENOENT ? 127 : 126;
    return WIFEXITED(attempt.status) ? WEXITSTATUS(attempt.status) : 128 + WTERMSIG(attempt.status);
}

/* Starts the program and stays with it to its end; true if we were asked to end, too. */
static bool run(void) {
    bool ended = false, stopping = false;
    long kill_at = 0, look = opt.spool_cap > 0 ? 0 : -1;
    launch();
    if (attempt.stage) record_exit();
    if (opt.status_fd >= 0) sys(close, opt.status_fd);
    opt.status_fd = -1;
    while (!attempt.stage && !ended) {
        long left = opt.hold && stopping ? kill_at - now_ms() : -1;
        if (opt.hold && stopping && left <= 0) sys(kill, attempt.pid, SIGKILL), left = 100;
        long signal = wait_signal(look < 0 || (left >= 0 && left < look) ? left : look);
        if (signal == SIGTERM) {
            sys(kill, attempt.pid, SIGTERM);
            if (!stopping) kill_at = now_ms() + opt.term_grace_ms;
            stopping = true;
        }
        if (signal == SIGIO || signal == -EAGAIN) look = look_after_spools(signal == SIGIO);
        reap(&ended);
    }
    return stopping;
}

static _Noreturn void hold(void) {
    for (long pause = 0;; pause = !pause ? 100 : pause < 2500 ? pause * 2 : 5000) {
        long began = now_ms();
        bool stopping = run();
        int status = exit_status();
        if (stopping || (!attempt.stage && (status == 0 || status == 77))) leave(status);
        if (now_ms() - began >= 2000) pause = 0;
        for (long until = now_ms() + pause, left; (left = until - now_ms()) > 0; reap(NULL))
            if (wait_signal(left) == SIGTERM) leave(status);
    }
}

/* The kernel leaves argc, argv, NULL, the environment, NULL on the stack. */
__attribute__((used)) _Noreturn void begin(long *stack) {
    parse_options((char **) (stack + 2));
    copy_environment((char **) (stack + *stack + 2));
    close_others();
    if (opt.listen.count || opt.status_fd < 3) opt.status_fd = lift(opt.status_fd, F_DUPFD_CLOEXEC);
    if (opt.status_fd >= 0) sys(fcntl, opt.status_fd, F_SETFD, FD_CLOEXEC);
    own_signals();
    if (opt.log) log_fd = lift(sys(openat, AT_FDCWD, opt.log, O_WRONLY | O_APPEND | O_CREAT, 0600), F_DUPFD_CLOEXEC);
    if (opt.lock) take_lock();
    open_sockets();
    if (opt.detach && sys(clone, SIGCHLD) != 0) leave(0);
    if (opt.detach) sys(setsid, 0);
    sys(prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    run_dir = sys(openat, AT_FDCWD, opt.run, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    open_spools();
    shim_start = process_stat(sys(getpid, 0), 22);
    read_file("/proc/sys/kernel/random/boot_id", boot_id, sizeof boot_id);
    if (opt.hold) hold();
    run();
    if (!attempt.stage) sweep();
    leave(exit_status());
}
