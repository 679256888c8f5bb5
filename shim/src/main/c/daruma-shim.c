/*
 * daruma-shim: the one small parent of a supervised program. It holds the lock, leaves the pid record before the
 * program's first instruction and the exit record after its last, and sees to it that nothing of its tree is left.
 * Start reading at begin(), below; the contract is docs/run-directory.md.
 */
#define PROGRAM_NAME "daruma-shim"
#include "runtime/runtime.h"
#include "program/program.h"

static long spool_cap, listen_fds, listen_stdin, standby = -1;
static struct list takes;

#include "shim/spool.h"
#include "shim/take.h"
#include "shim/tree.h"

static void hand_over(void) { take_all(&takes, 3 + listen_fds); if (listen_stdin) sys(dup3, 3, 0, 0); }

static void read_command_line(char **at) {
    static const struct option known[] = {OPTIONS_OF_A_PROGRAM, {"--spool-cap", DECIMAL, &spool_cap},
        {"--listen-fds", DECIMAL, &listen_fds}, {"--listen-stdin", FLAG, &listen_stdin}, {"--take", LIST, &takes},
        {"--standby", DECIMAL, &standby}, {0}};
    static const char words[] = "lock\nrlimit\nuser\ncgroup\nsession\nsignals\nspool-cap\nsweep\nsubreaper\nexact\n"
                                "detach\ntake\nstandby\n";
    parse_options(known, words, sizeof words - 1, at);
    if (!opt.command) refuse("no program: end the options with -- PROGRAM", "");
    if (listen_fds < 0 || listen_fds + takes.count + 3 > HIGH_FD || standby > 62) refuse("no place for ", "sockets");
}

/* All is done that needs no program. If nobody is left to give the word, or a signal ends us, nothing has happened:
   so signals are not ours yet. */
static void wait_for_the_word(void) {
    if (sys(read, standby, &(char) {0}, 1) != 1) leave(0);
    sys(close, standby);
}

static void stay_to_the_end(void) {
    long look = spool_cap > 0 ? 0 : -1;
    while (!attempt.ended) {
        long signal = wait_signal(look);
        if (signal == SIGTERM) sys(kill, attempt.pid, SIGTERM);
        if (signal == SIGIO || signal == -EAGAIN) look = look_after_spools(signal == SIGIO);
        reap();
    }
}

/* The kernel leaves argc, argv, NULL, the environment, NULL on the stack. */
__attribute__((used)) _Noreturn void begin(long *stack) {
    read_command_line((char **) (stack + 2));
    copy_environment((char **) (stack + *stack + 2), listen_fds + takes.count, NULL);
    close_others(listen_fds, standby);
    keep_status(takes.count);
    if (standby >= 0) settle(NULL, NULL), wait_for_the_word();
    take_on();
    if (standby < 0) settle(NULL, NULL);
    if (launch(1)) {
        stay_to_the_end();
        record_exit(1);
        sweep();
    }
    leave(exit_status());
}
