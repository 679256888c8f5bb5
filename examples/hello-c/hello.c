// A server in a static binary of a few hundred kilobytes: cc -O2 -static -o hello hello.c
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
    const char *asked = getenv("PORT");
    int port = asked ? atoi(asked) : 8081;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 128) != 0) {
        perror("cannot listen");
        return 1;
    }
    signal(SIGPIPE, SIG_IGN);
    printf("listening on http://localhost:%d\n", port);
    fflush(stdout);
    for (;;) {
        int client = accept(listener, NULL, NULL);
        if (client < 0) continue;
        char request[4096], body[64], reply[256];
        if (read(client, request, sizeof request) > 0) {
            int length = snprintf(body, sizeof body, "hello from %d\n", (int)getpid());
            int n = snprintf(reply, sizeof reply, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", length, body);
            if (write(client, reply, (size_t)n) < 0) perror("cannot answer");
        }
        close(client);
    }
}
