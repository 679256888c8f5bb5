/* sees-pid-record FILE: exits with 0 if the file names this process already at the program's first instruction. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
    char record[4096] = {0}, wanted[64];
    int fd = open(argc > 1 ? argv[1] : "", O_RDONLY);
    if (fd < 0) return 1;
    if (read(fd, record, sizeof record - 1) <= 0) return 2;
    snprintf(wanted, sizeof wanted, "\npid=%d\n", (int) getpid());
    return strstr(record, wanted) ? 0 : 3;
}
