/* Holder mode: the listening sockets, which outlive every run of the program. */
#include "shim.h"

#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <fcntl.h>

static _Noreturn void give_up(const char *spec, long minus_errno) {
    TEXT(line);
    put(&line, "daruma-shim: cannot listen on ");
    put(&line, spec);
    put(&line, ": errno ");
    put_key(&line, "", -minus_errno);
    sys(write, 2, line.data, line.length);
    leave(minus_errno == -EADDRINUSE ? EXIT_HELD : 126);
}

/* Binds to a path; a socket file on which nobody answers is what a dead holder left behind. */
static long bind_path(long fd, const struct sockaddr_un *address, long mode) {
    struct stat old;
    if (sys(newfstatat, AT_FDCWD, address->sun_path, &old, AT_SYMLINK_NOFOLLOW) == 0) {
        if (!S_ISSOCK(old.st_mode) || sys(connect, fd, address, sizeof *address) != -ECONNREFUSED) return -EADDRINUSE;
        sys(unlinkat, AT_FDCWD, address->sun_path, 0);
    }
    long before = sys(umask, 0777 & ~mode);
    long failed = sys(bind, fd, address, sizeof *address);
    sys(umask, before);
    return failed;
}

static long listen_unix(const char *path, int type) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    unsigned length = 0;
    long mode = 0600;
    for (; *path && *path != ','; path++) {
        if (length + 1 >= sizeof address.sun_path) return -ENAMETOOLONG;
        address.sun_path[length++] = *path;
    }
    if (*path && (!begins(path, ",mode=") || !text_number(begins(path, ",mode="), 8, &mode))) return -EINVAL;
    long fd = sys(socket, AF_UNIX, type | SOCK_CLOEXEC, 0);
    long failed = fd < 0 ? fd : bind_path(fd, &address, mode);
    return failed < 0 ? failed : fd;
}

/* Numbers only: 127.0.0.1:80, [::1]:80 written out by the caller's resolver is not our business but for these two. */
static long listen_tcp(const char *text) {
    struct sockaddr_in6 any = {.sin6_family = AF_INET6};
    struct sockaddr_in four = {.sin_family = AF_INET};
    const char *rest = begins(text, "[::]:");
    bool six = rest || (rest = begins(text, "[::1]:"));
    long port, one = 1, host = 0;
    if (six && begins(text, "[::1]:")) any.sin6_addr.s6_addr[15] = 1;
    for (int parts = 0; !six && parts < 4; parts++, text++) {
        long part = 0;
        while (*text >= '0' && *text <= '9') part = part * 10 + *text++ - '0';
        if (*text != (parts == 3 ? ':' : '.') || part > 255) return -EINVAL;
        host = host << 8 | part;
        rest = text + 1;
    }
    if (!text_number(rest, 10, &port) || port < 0 || port > 65535) return -EINVAL;
    any.sin6_port = four.sin_port = __builtin_bswap16((unsigned short) port);
    four.sin_addr.s_addr = __builtin_bswap32((unsigned) host);
    long fd = sys(socket, six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return fd;
    sys(setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(int));
    long failed = six ? sys(bind, fd, &any, sizeof any) : sys(bind, fd, &four, sizeof four);
    return failed < 0 ? failed : fd;
}

void open_sockets(void) {
    for (int i = 0; i < opt.listen_count; i++) {
        const char *spec = opt.listen[i], *dgram = begins(spec, "unix-dgram:"), *stream = begins(spec, "unix:");
        const char *tcp = begins(spec, "tcp:");
        long fd = dgram ? listen_unix(dgram, SOCK_DGRAM) : stream ? listen_unix(stream, SOCK_STREAM)
            : tcp ? listen_tcp(tcp) : -EINVAL;
        if (fd >= 0 && !dgram && sys(listen, fd, 4096) < 0) fd = -EINVAL;
        if (fd < 0) give_up(spec, fd);
        if (fd == 3 + i) sys(fcntl, fd, F_SETFD, 0);
        else sys(dup3, fd, 3 + i, 0), sys(close, fd);
    }
}
