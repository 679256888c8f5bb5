/* Files, processes and the clock, as far as both programs ask for them. */
static long read_file(const char *path, char *to, long size) {
    long fd = sys(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
    long length = sys(read, fd, to, size - 1);
    sys(close, fd);
    to[length < 0 ? 0 : length] = 0;
    return length;
}

static long process_stat(long pid, int field) { /* one from 4 on; -1 if there is no such process */
    char stat[512], *behind_name = stat;
    NEW(path, "/proc/%d/stat", pid);
    if (read_file(path.data, stat, sizeof stat) <= 0) return -1;
    for (char *at = stat; *at; at++)
        if (*at == ')') behind_name = at; /* a name may hold anything, even a parenthesis */
    const char *at = behind_name;
    for (int here = 2; here < field && *at; at++) here += *at == ' ';
    return number(&at, 10);
}

static long now_ms(void) {
    struct timespec now;
    sys(clock_gettime, CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* execvp, but a file of unknown format is not given to a shell. Returns -errno. */
static long execute(char **command, char **environment) {
    const char *name = *command, *path = NULL;
    long failed = -ENOENT, denied = 0;
    for (char **at = environment; *at && !path; at++) path = begins(*at, "PATH=");
    for (const char *at = name; *at; at++)
        if (*at == '/') return sys(execve, name, command, environment);
    while (*name && path && *path) {
        NEW(file, "%s", *path == ':' ? "." : "");
        for (; *path && *path != ':'; path++) put(&file, "%c", *path);
        put(&file, "/%s", name);
        path += *path == ':';
        failed = sys(execve, file.data, command, environment);
        if (failed == -EACCES) denied = failed;
        else if (failed != -ENOENT && failed != -ENOTDIR) break;
    }
    return denied ? denied : failed;
}

/* Fills an address, and moves behind the path, which ends at a zero or at this character. 0 or -ENAMETOOLONG. */
static long unix_address(struct sockaddr_un *address, const char **path, char behind) {
    long length = 0;
    address->sun_family = AF_UNIX;
    for (; **path && **path != behind; ++*path) {
        if (length + 1 >= (long) sizeof address->sun_path) return -ENAMETOOLONG;
        address->sun_path[length++] = **path;
    }
    address->sun_path[length] = 0;
    return 0;
}
