/*
 * daruma-shim: the one small parent of a supervised program. It holds the lock, leaves the pid record before the
 * program's first instruction and the exit record after its last, and sees to it that nothing of its tree is left.
 * Start reading at main(); the contract is docs/run-directory.md.
 */
#include "shim.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static bool ended, stopping;

_Noreturn void leave(int code) {
    for (;;) sys(exit_group, code);
}

long now_ms(void) {
    struct timespec now;
    sys(clock_gettime, CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Nothing is ever handled asynchronously: every signal is blocked and taken here. Returns it, or -EAGAIN after ms. */
long wait_signal(long ms) {
    struct timespec limit = {ms / 1000, ms % 1000 * 1000000};
    unsigned long wanted = 1ul << (SIGCHLD - 1) | 1ul << (SIGTERM - 1) | 1ul << (SIGIO - 1);
    return sys(rt_sigtimedwait, &wanted, NULL, ms < 0 ? NULL : &limit, 8);
}

bool reap(void) {
    struct rusage usage;
    int status;
    for (long pid; (pid = sys(wait4, -1, &status, WNOHANG, &usage)) != 0;) {
        if (pid == -ECHILD) return false;
        if (pid != attempt.pid || attempt.stage || ended) continue;
        attempt.status = status;
        attempt.usage = usage;
        ended = true;
        record_exit();
    }
    return true;
}

/* Descriptors of the caller that are not meant for the program would be open for ever in two processes. */
static void close_others(void) {
    for (long from = 3; from >= 0;) {
        long next = -1; /* the lowest to keep, from here on */
        for (int i = -2; i < opt.fd_count; i++) {
            long keep = i == -2 ? opt.status_fd : i == -1 ? (opt.listen_fds && from < 3 + opt.listen_fds ? from : -1) : opt.fds[i];
            if (keep >= from && (next < 0 || keep < next)) next = keep;
        }
        if (next != from) sys(close_range, from, next < 0 ? ~0u : next - 1, 0);
        from = next < 0 ? -1 : next + 1;
    }
}

static long lift(long fd, int command) { /* out of the way of the sockets, which begin at 3 */
    long high = fd < 0 ? fd : sys(fcntl, fd, command, HIGH_FD);
    if (high < 0) return fd;
    sys(close, fd);
    return high;
}

static void take_lock(void) {
    long fd = lift(sys(openat, AT_FDCWD, opt.lock, O_RDWR | O_CREAT, 0600), F_DUPFD);
    long failed = fd < 0 ? fd : sys(flock, fd, LOCK_EX | LOCK_NB);
    if (failed == -EWOULDBLOCK) leave(EXIT_HELD);
    if (failed < 0) tell("lock", failed); /* no place for the file: then nobody holds it, either */
}

static void own_signals(void) {
    unsigned long action[4] = {0}, all = ~(1ul << (SIGPIPE - 1)); /* blocked, it would wait for the program */
    for (int signal = 1; signal <= 64; signal++) sys(rt_sigaction, signal, action, NULL, 8);
    action[0] = 1; /* SIG_IGN: a reader of the status lines may be gone */
    sys(rt_sigaction, SIGPIPE, action, NULL, 8);
    sys(rt_sigprocmask, SIG_SETMASK, &all, NULL, 8);
}

static int exit_status(void) {
    if (attempt.stage) return same(attempt.stage, "exec") && attempt.error == ENOENT ? 127 : 126;
    return WIFEXITED(attempt.status) ? WEXITSTATUS(attempt.status) : 128 + WTERMSIG(attempt.status);
}

/* Starts the program and stays with it until its end. */
static void run(void) {
    long kill_at = -1, look = opt.spool_cap > 0 ? 0 : -1;
    ended = false;
    launch();
    if (attempt.stage) record_exit();
    if (status_fd >= 0) sys(close, status_fd);
    status_fd = -1;
    while (!attempt.stage && !ended) {
        long wait = look;
        if (kill_at >= 0) {
            long left = kill_at - now_ms();
            if (left <= 0) sys(kill, attempt.pid, SIGKILL);
            wait = left <= 0 ? 100 : look >= 0 && look < left ? look : left;
        }
        long signal = wait_signal(wait);
        if (signal == SIGTERM) {
            sys(kill, attempt.pid, SIGTERM);
            stopping = true;
            if (opt.hold && kill_at < 0) kill_at = now_ms() + opt.term_grace_ms;
        }
        if (signal == SIGIO || signal == -EAGAIN) look = look_after_spools(signal == SIGIO);
        reap();
    }
}

static void hold(void) {
    for (long pause = 0;;) {
        long began = now_ms();
        run();
        int status = exit_status();
        if (stopping || (!attempt.stage && (status == 0 || status == 77))) leave(status);
        if (now_ms() - began >= 10000) pause = 0;
        for (long until = now_ms() + pause; now_ms() < until;) {
            if (wait_signal(until - now_ms()) == SIGTERM) leave(status);
            reap();
        }
        pause = pause == 0 ? 100 : pause < 2500 ? pause * 2 : 5000;
    }
}

int main(int argc, char **argv, char **environment) {
    opt.environment = environment;
    parse_options(argc, argv);
    close_others();
    status_fd = (int) (opt.listen_count || opt.status_fd < 3 ? lift(opt.status_fd, F_DUPFD_CLOEXEC) : opt.status_fd);
    if (status_fd >= 0) sys(fcntl, status_fd, F_SETFD, FD_CLOEXEC);
    if (opt.log) log_fd = (int) lift(sys(openat, AT_FDCWD, opt.log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600), F_DUPFD_CLOEXEC);
    own_signals();
    if (opt.lock) take_lock();
    open_sockets();
    if (opt.detach && sys_fork() != 0) leave(0);
    if (opt.detach) sys(setsid, 0);
    sys(prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    run_dir = (int) sys(openat, AT_FDCWD, opt.run, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    open_spools();
    watch_spools();
    read_identity();
    if (opt.hold) hold();
    run();
    if (!attempt.stage) sweep();
    leave(exit_status());
}

#ifdef DARUMA_BARE
/* The kernel leaves argc, argv, NULL, environment, NULL on the stack. */
#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
#else
__asm__(".globl _start\n_start:\n mov x29, #0\n mov x0, sp\n bl begin\n");
#endif
__attribute__((used)) void begin(long *stack) {
    char **argv = (char **) (stack + 1);
    leave(main((int) *stack, argv, argv + *stack + 1));
}
#endif
