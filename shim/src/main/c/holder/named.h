/* Sockets kept by name, for shims to take. */
enum { NAMES = 64, NAME_SIZE = 64, SPEC_SIZE = 160 };

static struct named {
    long fd; /* below 0: nothing is kept here */
    char name[NAME_SIZE], spec[SPEC_SIZE];
} named[NAMES];

static void forget_all(void) {
    for (int i = 0; i < NAMES; i++) named[i].fd = -1;
}

static bool same(const char *one, const char *other) {
    const char *rest = begins(one, other);
    return rest && !*rest;
}

/* NULL: nothing of that name; "" finds a free place. */
static struct named *find(const char *name) {
    for (int i = 0; i < NAMES; i++)
        if (*name ? named[i].fd >= 0 && same(named[i].name, name) : named[i].fd < 0) return &named[i];
    return NULL;
}

static bool copy_word(char *to, long size, const char *from) {
    long length = 0;
    for (; from[length] > ' ' && from[length] < 127 && length + 1 < size; length++) to[length] = from[length];
    to[length] = 0;
    return length && !from[length];
}

/* Opens it, or keeps the one that was handed over. What is kept already stays as it is. */
static long open_named(const char *name, const char *spec, long *handed) {
    struct named *old = find(name), *place = find("");
    if (!*name || (handed && *handed < 0)) return -EINVAL;
    if (old) return same(old->spec, spec) ? 0 : -EEXIST;
    if (!place) return -ENFILE;
    for (const char *at = name; *at; at++)
        if (*at == ':' || *at == '@') return -EINVAL; /* they part names in LISTEN_FDNAMES and --take */
    if (!copy_word(place->name, NAME_SIZE, name) || !copy_word(place->spec, SPEC_SIZE, spec)) return -EINVAL;
    place->fd = handed ? *handed : lift(open_socket(spec), F_DUPFD_CLOEXEC);
    if (handed) *handed = -1;
    return place->fd < 0 ? place->fd : 0;
}

static long close_named(const char *name) { /* whoever has taken it keeps it */
    struct named *old = find(name);
    if (!old || !*name) return -ENOENT;
    sys(close, old->fd);
    old->fd = -1;
    return 0;
}
