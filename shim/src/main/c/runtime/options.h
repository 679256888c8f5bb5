/* A command line, as getopt_long would take it apart. Strings point into argv. */
enum { EXIT_WRONG_USE = 64 };

struct list {
    int count;
    const char *items[64];
};
struct option {
    const char *name;
    enum { FLAG, STRING, DECIMAL, OCTAL, LIST } kind;
    void *to;
};

static _Noreturn void refuse(const char *what, const char *which) {
    NEW(message, PROGRAM_NAME ": %s%s\n", what, which);
    sys(write, 2, message.data, message.length);
    leave(EXIT_WRONG_USE);
}

static void store(const struct option *option, const char *value) {
    const char *end = value;
    struct list *list = option->to;
    if (option->kind == FLAG) *(long *) option->to = 1;
    else if (option->kind == STRING) *(const char **) option->to = value;
    else if (option->kind == LIST && list->count < 64) list->items[list->count++] = value;
    else if (option->kind == LIST) refuse("too many ", option->name);
    else *(long *) option->to = number(&end, option->kind == OCTAL ? 8 : 10);
    if ((option->kind == DECIMAL || option->kind == OCTAL) && (*end || end == value)) refuse("not a number: ", value);
}

/* Stores every option, and returns what comes behind "--": NULL if there is no "--". */
static char **parse(const struct option *known, char **at) {
    while (*at && ((*at)[0] != '-' || (*at)[1] != '-' || (*at)[2])) {
        const struct option *option = known;
        for (const char *rest; option->name && (!(rest = begins(*at, option->name)) || *rest);) option++;
        if (!option->name) refuse("unknown option ", *at);
        if (option->kind != FLAG && !at[1]) refuse("nothing after ", *at);
        store(option, at[1]);
        at += option->kind == FLAG ? 1 : 2;
    }
    return *at ? at + 1 : NULL;
}
