/* The cap of the program's output, which costs nothing while nothing is written. */

/* Milliseconds until it wants to look again; -1: not before SIGIO, which says that something is written. */
static long look_after_spools(bool written) {
    static long seen;
    long size = 0;
    struct stat now;
    if (spool_cap <= 0 || written) return spool_cap <= 0 ? -1 : 50;
    for (int fd = 1; fd <= 2; fd++) {
        if (sys(fstat, fd, &now) < 0 || !S_ISREG(now.st_mode)) continue;
        size += now.st_size;
        if (now.st_blocks * 512 <= spool_cap || now.st_size <= spool_cap) continue;
        long old = (now.st_size - spool_cap * 3 / 4) & -4096l; /* makes room for a while */
        sys(fallocate, fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, old);
    }
    long grown = size - seen;
    seen = size;
    if (grown) return grown > spool_cap / 16 ? 50 : 1000; /* who writes all the time wakes us once a second */
    /* dnotify: one signal for the next write. inotify would do, but a user has only 128 of those. */
    return sys(fcntl, run_dir, F_NOTIFY, DN_MODIFY) < 0 ? 1000 : -1;
}
