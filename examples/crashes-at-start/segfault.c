// Dies of a signal: cc -o segfault segfault.c
#include <signal.h>

int main(void) {
    return raise(SIGSEGV);
}
