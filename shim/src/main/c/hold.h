/* Holder mode's listening sockets, which outlive every run of the program. */

/* A socket file on which nobody answers is what a dead holder left behind. */
static long bind_unix(const char *path, int type) {
    static struct sockaddr_un address;
    struct stat old;
    long length = 0, mode = 0600, failed, fd = sys(socket, AF_UNIX, type | SOCK_CLOEXEC, 0);
    for (; *path && *path != ','; path++) {
        if (length + 1 >= (long) sizeof address.sun_path) return -ENAMETOOLONG;
        address.sun_path[length++] = *path;
    }
    address.sun_path[length] = 0;
    address.sun_family = AF_UNIX;
    if (begins(path, ",mode=")) path = begins(path, ",mode="), mode = number(&path, 8);
    if (*path) return -EINVAL;
    if (sys(newfstatat, AT_FDCWD, address.sun_path, &old, AT_SYMLINK_NOFOLLOW) == 0) {
        if (!S_ISSOCK(old.st_mode) || sys(connect, fd, &address, sizeof address) != -ECONNREFUSED) return -EADDRINUSE;
        sys(unlinkat, AT_FDCWD, address.sun_path, 0);
    }
    long before = sys(umask, 0777 & ~mode);
    failed = sys(bind, fd, &address, sizeof address);
    sys(umask, before);
    return failed ? failed : fd;
}

/* 127.0.0.1:80; [::]:80 is every address, of IPv4 too. Names are looked up by the caller. */
static long bind_tcp(const char *at) {
    struct sockaddr_in four = {.sin_family = AF_INET};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    const char *any = begins(at, "[::]:");
    long fd = sys(socket, any ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    for (int i = 0; i < 4 && !any; i++) {
        four.sin_addr.s_addr |= (unsigned) number(&at, 10) << 8 * i; /* the first number is the first byte */
        if (*at++ != (i < 3 ? '.' : ':')) return -EINVAL;
    }
    if (any) at = any;
    six.sin6_port = four.sin_port = __builtin_bswap16((unsigned short) number(&at, 10));
    if (*at) return -EINVAL;
    sys(setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    long failed = any ? sys(bind, fd, &six, sizeof six) : sys(bind, fd, &four, sizeof four);
    return failed ? failed : fd;
}

static void open_sockets(void) {
    for (int i = 0; i < opt.listen.count; i++) {
        const char *spec = opt.listen.items[i], *rest;
        long fd = (rest = begins(spec, "unix-dgram:")) ? bind_unix(rest, SOCK_DGRAM)
            : (rest = begins(spec, "unix:")) ? bind_unix(rest, SOCK_STREAM)
            : (rest = begins(spec, "tcp:")) ? bind_tcp(rest) : -EINVAL;
        if (fd >= 0 && !begins(spec, "unix-dgram:")) sys(listen, fd, 4096);
        if (fd < 0) {
            tell(spec, fd);
            leave(fd == -EADDRINUSE ? EXIT_HELD : 126);
        }
        if (fd == 3 + i) sys(fcntl, fd, F_SETFD, 0);
        if (fd != 3 + i) sys(dup3, fd, 3 + i, 0), sys(close, fd);
    }
}
