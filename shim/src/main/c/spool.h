/* The program's output: two files, and a cap that costs nothing while nothing is written. */
static void open_spool(int fd, long dir, const char *path) {
    struct statfs room;
    long opened = sys(openat, dir, path, O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (opened == fd) {
        if (opt.uid >= 0 || opt.gid >= 0) sys(fchown, fd, opt.uid, opt.gid); /* programs open /dev/stdout again */
        if (sys(fstatfs, fd, &room) < 0 || room.f_bavail || !room.f_blocks) return;
        sys(close, fd);
        opened = -ENOSPC;
    }
    sys(openat, AT_FDCWD, "/dev/null", O_WRONLY);
    tell(fd == 1 ? "spool out" : "spool err", opened);
}

static void open_spools(void) {
    sys(close_range, 0, 2, 0);
    sys(openat, AT_FDCWD, "/dev/null", O_RDONLY);
    open_spool(1, opt.out ? AT_FDCWD : run_dir, opt.out ? opt.out : "out");
    open_spool(2, opt.err ? AT_FDCWD : run_dir, opt.err ? opt.err : "err");
}

/* Milliseconds until it wants to look again; -1: not before SIGIO, which says that something is written. */
static long look_after_spools(bool written) {
    static long seen;
    long size = 0;
    struct stat now;
    if (opt.spool_cap <= 0) return -1;
    if (written) return 50;
    for (int fd = 1; fd <= 2; fd++) {
        if (sys(fstat, fd, &now) < 0 || !S_ISREG(now.st_mode)) continue;
        size += now.st_size;
        if (now.st_blocks * 512 <= opt.spool_cap || now.st_size <= opt.spool_cap) continue;
        long old = (now.st_size - opt.spool_cap * 3 / 4) & -4096l; /* makes room for a while */
        sys(fallocate, fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, old);
    }
    long grown = size - seen;
    seen = size;
    if (grown) return grown > opt.spool_cap / 16 ? 50 : 1000; /* who writes all the time wakes us once a second */
    /* dnotify: one signal for the next write. inotify would do, but a user has only 128 of those. */
    return sys(fcntl, run_dir, F_NOTIFY, DN_MODIFY) < 0 ? 1000 : -1;
}
