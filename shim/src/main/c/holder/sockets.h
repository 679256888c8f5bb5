/* Listening sockets, opened for good. Nothing here blocks; a result is a descriptor or -errno. */

/* A socket file on which nobody answers is what a dead holder left behind. */
static long bind_unix(long fd, const char *path) {
    static struct sockaddr_un address;
    struct stat old;
    long mode = 0600, failed = unix_address(&address, &path, ',');
    if (failed) return failed;
    if (begins(path, ",mode=")) path = begins(path, ",mode="), mode = number(&path, 8);
    if (*path) return -EINVAL;
    if (sys(newfstatat, AT_FDCWD, address.sun_path, &old, AT_SYMLINK_NOFOLLOW) == 0) {
        if (!S_ISSOCK(old.st_mode) || sys(connect, fd, &address, sizeof address) != -ECONNREFUSED) return -EADDRINUSE;
        sys(unlinkat, AT_FDCWD, address.sun_path, 0);
    }
    long before = sys(umask, 0777 & ~mode);
    failed = sys(bind, fd, &address, sizeof address);
    sys(umask, before);
    return failed;
}

/* 127.0.0.1:80. Names are looked up by the caller. */
static long bind_ipv4(long fd, const char *at) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    for (int i = 0; i < 4; i++) {
        address.sin_addr.s_addr |= (unsigned) number(&at, 10) << 8 * i; /* the first number is the first byte */
        if (*at++ != (i < 3 ? '.' : ':')) return -EINVAL;
    }
    address.sin_port = __builtin_bswap16((unsigned short) number(&at, 10));
    return *at ? -EINVAL : sys(bind, fd, &address, sizeof address);
}

static long bind_every_address(long fd, const char *port) { /* of IPv4, too */
    struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    address.sin6_port = __builtin_bswap16((unsigned short) number(&port, 10));
    return *port ? -EINVAL : sys(bind, fd, &address, sizeof address);
}

/* unix:PATH[,mode=OCTAL], unix-dgram:PATH, tcp:A.B.C.D:PORT, tcp:[::]:PORT */
static long open_socket(const char *spec) {
    const char *dgram = begins(spec, "unix-dgram:"), *local = dgram ? dgram : begins(spec, "unix:");
    const char *any = begins(spec, "tcp:[::]:"), *ipv4 = any ? NULL : begins(spec, "tcp:");
    int on = 1, family = local ? AF_UNIX : any ? AF_INET6 : AF_INET;
    if (!local && !any && !ipv4) return -EINVAL;
    long fd = sys(socket, family, (dgram ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return fd;
    if (!local) sys(setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    long failed = local ? bind_unix(fd, local) : any ? bind_every_address(fd, any) : bind_ipv4(fd, ipv4);
    if (!failed && !dgram) failed = sys(listen, fd, 4096);
    if (!failed) sys(fcntl, fd, F_SETFL, 0); /* programs expect one that blocks */
    if (failed) sys(close, fd);
    return failed ? failed : fd;
}
