/* Sockets that a holder keeps for us: asked for by name over its own socket, and handed over as descriptors. */

/* The descriptor, or -errno. The holder answers at once; 5 s mean that it is stopped. */
static long take(const char *name_at_path) {
    static struct sockaddr_un address;
    static union { /* room for one descriptor */
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof(int))];
    } handed;
    char answer[64] = {0};
    struct iovec line = {answer, sizeof answer - 1};
    struct msghdr message = {.msg_iov = &line, .msg_iovlen = 1, .msg_control = &handed,
                             .msg_controllen = sizeof handed};
    struct timeval limit = {5, 0};
    NEW(request, "take ");
    const char *at = name_at_path;
    while (*at && *at != '@') put(&request, "%c", *at++);
    put(&request, "\n");
    if (!*at++) return -EINVAL;
    long failed = unix_address(&address, &at, 0), fd = sys(socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sys(setsockopt, fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    sys(setsockopt, fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (!failed) failed = sys(connect, fd, &address, sizeof address);
    if (failed >= 0) failed = sys(write, fd, request.data, request.length);
    if (failed >= 0) failed = sys(recvmsg, fd, &message, MSG_CMSG_CLOEXEC);
    sys(close, fd);
    if (failed < 0) return failed;
    if (message.msg_controllen && handed.head.cmsg_type == SCM_RIGHTS) return *(int *) CMSG_DATA(&handed.head);
    const char *refused = begins(answer, "error ");
    return refused ? -number(&refused, 10) : -EPROTO;
}

static void take_all(const struct list *wanted, long at) {
    for (int i = 0; i < wanted->count; i++) {
        long fd = take(wanted->items[i]);
        if (fd < 0) fail("take", fd);
        place(fd, at + i);
    }
}
