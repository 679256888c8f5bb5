/*
 * daruma-holder: keeps what must outlive others. Listening sockets, which it hands to its program, or to any shim of
 * its user that asks; and one program, which it starts again whenever that ends. Start reading at begin(), below; the
 * contract is docs/run-directory.md.
 */
#define PROGRAM_NAME "daruma-holder"
#include "runtime/runtime.h"
#include "program/program.h"

#include "holder/sockets.h"
#include "holder/named.h"
#include "holder/serve.h"
#include "holder/ready.h"

enum { GOOD_MS = 2000, FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 5000, ASKED_FOR = 77 };

static struct {
    const char *out, *err, *serve;
    long listen_stdin, notify, hold;
    struct list listen;
} hold;
static bool stopping, ready;
static long pause_ms, began, start_at, kill_at; /* in ms of now_ms() */

static void read_command_line(char **at) {
    static const struct option known[] = {OPTIONS_OF_A_PROGRAM, {"--listen", LIST, &hold.listen},
        {"--listen-stdin", FLAG, &hold.listen_stdin}, {"--out", STRING, &hold.out}, {"--err", STRING, &hold.err},
        {"--notify", FLAG, &hold.notify}, {"--serve", STRING, &hold.serve}, {"--hold", FLAG, &hold.hold},
        {NULL, FLAG, NULL}};
    static const char words[] = "lock\nrlimit\nuser\ncgroup\nsession\nsignals\nsubreaper\nexact\ndetach\nhold\n"
                                "hold-listen\nnotify\nserve\n";
    parse_options(known, words, sizeof words - 1, at);
    if (!opt.command && (!hold.serve || hold.listen.count)) refuse("nothing to do: neither -- PROGRAM nor --serve", "");
    if (hold.listen.count + 3 > HIGH_FD) refuse("too many ", "--listen");
}

static void open_sockets(void) {
    for (int i = 0; i < hold.listen.count; i++) {
        long fd = open_socket(hold.listen.items[i]);
        if (fd < 0) tell(hold.listen.items[i], fd), leave(fd == -EADDRINUSE ? EXIT_HELD : 126);
        place(fd, 3 + i);
    }
}

static void hand_over(void) {
    if (hold.listen_stdin) sys(dup3, 3, 0, 0);
}

/* Whether this was a good run, after which the next follows at once: up to ten times a second, lest we spin. */
static void plan_the_next_start(void) {
    long now = now_ms();
    if (ready || (!hold.notify && now - began >= GOOD_MS)) pause_ms = 0;
    start_at = now + pause_ms;
    if (ready && start_at < began + FIRST_PAUSE_MS) start_at = began + FIRST_PAUSE_MS;
    pause_ms = !pause_ms ? FIRST_PAUSE_MS : pause_ms * 2 < LONGEST_PAUSE_MS ? pause_ms * 2 : LONGEST_PAUSE_MS;
}

static void start(void) {
    began = now_ms();
    ready = false;
    if (!launch(0)) plan_the_next_start();
}

static void end(void) {
    int status = exit_status();
    record_exit(0);
    if (stopping || status == 0 || status == ASKED_FOR) leave(status);
    plan_the_next_start();
}

static void stop(void) {
    if (!opt.command) leave(0);
    if (attempt.ended) leave(exit_status());
    sys(kill, attempt.pid, SIGTERM);
    if (!stopping) kill_at = now_ms() + opt.term_grace_ms;
    stopping = true;
}

/* Milliseconds until something is to be done unasked; -1: nothing is. */
static long time_left(void) {
    long first = 1l << 60;
    if (opt.command && attempt.ended) first = start_at;
    if (stopping && kill_at < first) first = kill_at;
    for (int i = 0; i < CLIENTS; i++)
        if (clients[i].fd >= 0 && clients[i].until < first) first = clients[i].until;
    long left = first - now_ms();
    return first == 1l << 60 ? -1 : left > 0 ? left : 0;
}

/* Waits until one of them has something for us, or until it is time. Signals are read like everything else. */
static void wait_for_news(long signals) {
    struct pollfd polled[3 + CLIENTS];
    long left = time_left();
    struct timespec limit = {left / 1000, left % 1000 * 1000000};
    for (int i = 0; i < 3 + CLIENTS; i++) {
        polled[i].fd = (int) (i == 0 ? signals : i == 1 ? readiness : i == 2 ? serving : clients[i - 3].fd);
        polled[i].events = POLLIN;
        polled[i].revents = 0;
    }
    if (sys(ppoll, polled, 3 + CLIENTS, left < 0 ? NULL : &limit, NULL, 8) < 0) return;
    for (int i = 0; i < CLIENTS; i++)
        if (polled[3 + i].revents) hear(&clients[i]);
    if (polled[2].revents) welcome();
}

static _Noreturn void hold_on(void) {
    unsigned long wanted = 1ul << (SIGCHLD - 1) | 1ul << (SIGTERM - 1);
    struct signalfd_siginfo signal;
    long signals = lift(sys(signalfd4, -1, &wanted, 8, SFD_CLOEXEC | SFD_NONBLOCK), F_DUPFD_CLOEXEC);
    for (attempt.ended = true;;) {
        if (opt.command && attempt.ended && now_ms() >= start_at) start();
        wait_for_news(signals);
        while (sys(read, signals, &signal, sizeof signal) == sizeof signal)
            if (signal.ssi_signo == SIGTERM) stop();
        if (heard_ready()) ready = true;
        if (stopping && now_ms() >= kill_at) sys(kill, attempt.pid, SIGKILL), kill_at += FIRST_PAUSE_MS;
        for (int i = 0; i < CLIENTS; i++)
            if (clients[i].fd >= 0 && now_ms() >= clients[i].until) dismiss(&clients[i]);
        bool running = !attempt.ended;
        reap();
        if (running && attempt.ended) end(), reap(); /* what the program has left behind is ours now */
    }
}

/* The kernel leaves argc, argv, NULL, the environment, NULL on the stack. */
__attribute__((used)) _Noreturn void begin(long *stack) {
    read_command_line((char **) (stack + 2));
    close_others(0, -1);
    keep_status(true), take_on();
    open_sockets();
    no_clients();
    if (hold.serve) open_service(hold.serve);
    copy_environment((char **) (stack + *stack + 2), hold.listen.count, hold.notify ? listen_for_ready() : NULL);
    settle(opt.command ? hold.out : "/dev/null", opt.command ? hold.err : "/dev/null");
    if (!opt.command && opt.status_fd >= 0) sys(close, opt.status_fd);
    hold_on();
}
