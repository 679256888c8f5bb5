/*
 * What the shim adds to a restart. For each way, in turn and many times over: start a program that ends at once, and
 * wait for its end.
 *   direct  vfork, exec, waitpid: the least that any supervisor has to do
 *   shim    the same through the shim: status lines read to their end, then waitpid of the shim
 * Use: cycle SHIM RUNDIR PROGRAM [ROUNDS]. Prints microseconds and the ratio of the medians.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *) a, y = *(const double *) b;
    return x < y ? -1 : x > y;
}

static double direct(char *program) {
    double began = now();
    pid_t pid = vfork();
    if (pid == 0) {
        execl(program, program, (char *) NULL);
        _exit(127);
    }
    waitpid(pid, NULL, 0);
    return now() - began;
}

static double through(char *shim, char *run, char *lock, char *program, double *running) {
    int status[2];
    char text[4096];
    if (pipe2(status, O_CLOEXEC)) abort();
    double began = now();
    pid_t pid = vfork();
    if (pid == 0) {
        dup2(status[1], 9); /* 9 is free here, and not close-on-exec afterwards */
        execl(shim, shim, "--run", run, "--lock", lock, "--status-fd", "9", "--spool-cap", "67108864", "--", program, (char *) NULL);
        _exit(127);
    }
    close(status[1]);
    while (read(status[0], text, sizeof text) > 0) continue;
    *running = now() - began;
    waitpid(pid, NULL, 0);
    double took = now() - began;
    close(status[0]);
    return took;
}

int main(int argc, char **argv) {
    int rounds = argc > 4 ? atoi(argv[4]) : 500;
    double *a = calloc(rounds, sizeof *a), *b = calloc(rounds, sizeof *b), *c = calloc(rounds, sizeof *c);
    char lock[4096];
    if (argc < 4 || !a || !b || !c) return 64;
    snprintf(lock, sizeof lock, "%s.lock", argv[2]);
    for (int i = 0; i < rounds; i++) {
        a[i] = direct(argv[3]);
        b[i] = through(argv[1], argv[2], lock, argv[3], &c[i]);
    }
    qsort(a, rounds, sizeof *a, by_size);
    qsort(b, rounds, sizeof *b, by_size);
    qsort(c, rounds, sizeof *c, by_size);
    printf("direct   p10 %6.0f  p50 %6.0f  p90 %6.0f us\n", a[rounds / 10], a[rounds / 2], a[rounds * 9 / 10]);
    printf("shim     p10 %6.0f  p50 %6.0f  p90 %6.0f us\n", b[rounds / 10], b[rounds / 2], b[rounds * 9 / 10]);
    printf("  to run p10 %6.0f  p50 %6.0f  p90 %6.0f us\n", c[rounds / 10], c[rounds / 2], c[rounds * 9 / 10]);
    printf("ratio of medians %.2f\n", b[rounds / 2] / a[rounds / 2]);
    return 0;
}
