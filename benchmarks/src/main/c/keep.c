// keep N PROGRAM ARG…: the least that keeps N copies of a program up: vfork, exec, waitpid. What nobody can beat.
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void spawn(char **command) {
    if (vfork() == 0) {
        execvp(command[0], command);
        _exit(127);
    }
}

int main(int argc, char **argv) {
    if (argc < 3) return 64;
    for (int missing = atoi(argv[1]);;) {
        for (; missing > 0; missing--) spawn(argv + 2);
        if (waitpid(-1, NULL, 0) > 0) missing++;
    }
}
