/* answers-once CODE: takes one connection from each socket it was given, answers with its pid, and exits with CODE. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    const char *count = getenv("LISTEN_FDS"), *pid = getenv("LISTEN_PID");
    char answer[32];
    if (!count || !pid || atoi(pid) != getpid()) return 99;
    int fd = accept(3, NULL, NULL);
    if (fd < 0) return 98;
    int length = snprintf(answer, sizeof answer, "%d of %s\n", (int) getpid(), count);
    if (write(fd, answer, (size_t) length) != length) return 97;
    close(fd);
    return argc > 1 ? atoi(argv[1]) : 0;
}
