/* says-ready: tells whoever started it that it is ready, as sd_notify(3) would, and stays. With an argument: and ends. */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char **argv) {
    const char *name = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    static const char words[] = "STATUS=here\nREADY=1\n";
    (void) argv;
    if (!name || strlen(name) >= sizeof to.sun_path) return 99;
    strcpy(to.sun_path, name);
    if (name[0] == '@') to.sun_path[0] = 0;
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    socklen_t length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + strlen(name));
    if (sendto(fd, words, sizeof words - 1, 0, (struct sockaddr *) &to, length) < 0) return 98;
    while (argc < 2) pause();
    return 1;
}
