// stamp FILE LIFE_MS: writes "s NANOSECONDS" (CLOCK_MONOTONIC) as its first deed; lives so long; writes "e NANOSECONDS" and
// kills itself. LIFE_MS 0: lives until it is killed. Static and tiny, so that what is measured is the supervisor.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void stamp(int fd, char kind) {
    struct timespec now;
    char line[64];
    clock_gettime(CLOCK_MONOTONIC, &now);
    int n = snprintf(line, sizeof line, "%c %lld\n", kind, now.tv_sec * 1000000000LL + now.tv_nsec);
    if (write(fd, line, (size_t)n) != n) _exit(1);
}

int main(int argc, char **argv) {
    if (argc != 3) return 64;
    int fd = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    stamp(fd, 's');
    long ms = atol(argv[2]);
    if (ms == 0) {
        close(fd);
        for (;;) pause();
    }
    struct timespec life = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&life, NULL);
    stamp(fd, 'e');
    return raise(SIGKILL);
}
