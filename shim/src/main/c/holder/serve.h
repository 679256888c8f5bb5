/*
 * The holder's own socket: one request line, one answer, and the connection is over.
 *   open NAME SPEC   keep NAME SPEC   close NAME   list   take NAME   end
 * The answer begins with "ok" or "error ERRNO WHY"; a descriptor comes with keep, and with the answer of take. Nobody
 * can keep us waiting: nothing blocks, a line is short, a client has 5 s and, if there are too many, gives its place to
 * the next.
 */
enum { CLIENTS = 8, LINE_SIZE = 256, CLIENT_MS = 5000 };

static struct client {
    long fd, until, length, handed;
    char line[LINE_SIZE];
} clients[CLIENTS];
union rights { /* room for one descriptor */
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(int))];
};
static long serving = -1;

static void no_clients(void) {
    for (int i = 0; i < CLIENTS; i++) clients[i].fd = -1;
    forget_all();
}

static void open_service(const char *path) {
    NEW(spec, "unix:%s", path);
    serving = lift(open_socket(spec.data), F_DUPFD_CLOEXEC);
    if (serving < 0) tell(path, serving), leave(serving == -EADDRINUSE ? EXIT_HELD : 126);
    sys(fcntl, serving, F_SETFL, O_NONBLOCK);
}

static void dismiss(struct client *client) {
    sys(close, client->fd), sys(close, client->handed);
    client->fd = -1;
    client->until = 0;
}

static void send_text(const struct client *client, const struct text *text, long handed) {
    union rights with = {.head = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
    struct iovec line = {(char *) text->data, (unsigned long) text->length};
    struct msghdr message = {.msg_iov = &line, .msg_iovlen = 1};
    if (handed >= 0) {
        *(int *) CMSG_DATA(&with.head) = (int) handed;
        message.msg_control = &with;
        message.msg_controllen = sizeof with;
    }
    sys(sendmsg, client->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void answer(const struct client *client, long failed) {
    const char *why = failed == -ENOENT ? "there is no such socket" : failed == -EADDRINUSE ? "the address is taken"
        : failed == -EEXIST ? "the name is taken by another address" : failed == -EACCES ? "not permitted"
        : failed == -ENFILE ? "too many sockets" : failed == -EINVAL ? "not understood" : "it cannot be opened";
    NEW(text, "ok\n");
    if (failed) text.length = 0, put(&text, "error %d %s\n", -failed, why);
    send_text(client, &text, -1);
}

static void list_all(const struct client *client) {
    answer(client, 0);
    for (int i = 0; i < NAMES; i++) {
        if (named[i].fd < 0) continue;
        NEW(text, "%s %s\n", named[i].name, named[i].spec);
        send_text(client, &text, -1);
    }
}

static void give(const struct client *client, const char *name) {
    NEW(text, "ok\n");
    const struct named *wanted = *name ? find(name) : NULL;
    if (wanted) send_text(client, &text, wanted->fd);
    else answer(client, -ENOENT);
}

static char *cut_word(char **rest) {
    char *word = *rest;
    while (**rest && **rest != ' ') ++*rest;
    if (**rest) *(*rest)++ = 0;
    return word;
}

static void obey(struct client *client) {
    char *rest = client->line, *verb = cut_word(&rest), *name = cut_word(&rest), *spec = cut_word(&rest);
    if (same(verb, "open")) answer(client, open_named(name, spec, NULL));
    else if (same(verb, "keep")) answer(client, open_named(name, spec, &client->handed));
    else if (same(verb, "close")) answer(client, close_named(name));
    else if (same(verb, "take")) give(client, name);
    else if (same(verb, "list")) list_all(client);
    else if (same(verb, "end")) answer(client, 0), sys(kill, sys(getpid, 0), SIGTERM);
    else answer(client, -EINVAL);
}

static long receive(struct client *client) {
    union rights with;
    struct iovec line = {client->line + client->length, (unsigned long) (LINE_SIZE - 1 - client->length)};
    struct msghdr message = {.msg_iov = &line, .msg_iovlen = 1, .msg_control = &with,
                             .msg_controllen = CMSG_LEN(sizeof(int))};
    long got = sys(recvmsg, client->fd, &message, MSG_CMSG_CLOEXEC);
    if (got <= 0 || !message.msg_controllen || with.head.cmsg_type != SCM_RIGHTS) return got;
    sys(close, client->handed);
    client->handed = lift(*(int *) CMSG_DATA(&with.head), F_DUPFD_CLOEXEC);
    return got;
}

static void hear(struct client *client) {
    long got = receive(client);
    if (got == -EAGAIN) return;
    if (got > 0) client->length += got;
    client->line[client->length] = 0;
    for (char *at = client->line; got > 0 && *at; at++) {
        if (*at != '\n') continue;
        *at = 0;
        obey(client);
        got = 0;
    }
    if (got <= 0 || client->length == LINE_SIZE - 1) dismiss(client);
}

static void welcome(void) {
    struct ucred peer;
    int size = sizeof peer;
    struct client *client = clients;
    for (int i = 1; i < CLIENTS; i++)
        if (clients[i].until < client->until) client = &clients[i]; /* a free one, or else the oldest */
    long fd = lift(sys(accept4, serving, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK), F_DUPFD_CLOEXEC);
    if (fd < 0) return;
    if (client->fd >= 0) dismiss(client);
    client->fd = fd;
    client->until = now_ms() + CLIENT_MS;
    client->length = 0;
    client->handed = -1;
    if (sys(getsockopt, fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) || peer.uid != sys(geteuid, 0)) dismiss(client);
}
