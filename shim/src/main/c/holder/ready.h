/* The program says that it is ready, as to systemd: READY=1 in a datagram. The kernel vouches for who says it. */
static long readiness = -1;

/* Listens under a name that the kernel chooses. Returns it, as NOTIFY_SOCKET has to be. */
static const char *listen_for_ready(void) {
    static struct sockaddr_un address = {.sun_family = AF_UNIX};
    static struct text name;
    int on = 1, size = sizeof address;
    readiness = sys(socket, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    readiness = lift(readiness, F_DUPFD_CLOEXEC);
    sys(setsockopt, readiness, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
    long failed = sys(bind, readiness, &address, sizeof address.sun_family);
    if (!failed) failed = sys(getsockname, readiness, &address, &size);
    if (failed) tell("notify", failed);
    if (failed) return NULL;
    address.sun_path[size - (long) offsetof(struct sockaddr_un, sun_path)] = 0;
    return put(&name, "@%s", address.sun_path + 1);
}

/* Whether the program itself has said it since we last asked. */
static bool heard_ready(void) {
    static union { /* room for the sender's credentials */
        struct cmsghdr head;
        char bytes[CMSG_SPACE(sizeof(struct ucred))];
    } sender;
    char words[512];
    bool ready = false;
    for (int i = 0; i < 16; i++) { /* anybody may write here, and must not keep us from our work */
        struct iovec line = {words, sizeof words - 1};
        struct msghdr message = {.msg_iov = &line, .msg_iovlen = 1, .msg_control = &sender,
                                 .msg_controllen = sizeof sender};
        long got = sys(recvmsg, readiness, &message, MSG_CMSG_CLOEXEC);
        if (got < 0) break;
        words[got] = 0;
        if (sender.head.cmsg_type != SCM_CREDENTIALS) continue;
        if (((struct ucred *) CMSG_DATA(&sender.head))->pid != attempt.pid) continue;
        for (const char *at = words; *at; at++)
            if ((at == words || at[-1] == '\n') && begins(at, "READY=1")) ready = true;
    }
    return ready;
}
