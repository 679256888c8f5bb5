/* The program's output: two files, and a cap that costs nothing while nothing is written. */
#include "shim.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/vfs.h>

enum { QUICK_MS = 50, SLOW_MS = 1000, BLOCK = 4096 };
static long watched[2] = {-1, -1}, seen;

static void open_spool(int fd, int dir, const char *path) {
    struct statfs room;
    long result = sys(openat, dir, path, O_WRONLY | O_APPEND | O_CREAT, 0600);
    if (result == fd) {
        if (opt.uid >= 0 || opt.gid >= 0) sys(fchown, fd, opt.uid, opt.gid); /* programs open /dev/stdout again */
        if (sys(fstatfs, fd, &room) < 0 || room.f_bavail || !room.f_blocks) return;
        sys(close, fd);
        result = -ENOSPC;
    }
    sys(openat, AT_FDCWD, "/dev/null", O_WRONLY);
    tell(fd == 1 ? "spool out" : "spool err", result);
}

void open_spools(void) {
    sys(close_range, 0, 2, 0);
    sys(openat, AT_FDCWD, "/dev/null", O_RDONLY);
    open_spool(1, opt.out ? AT_FDCWD : run_dir, opt.out ? opt.out : "out");
    open_spool(2, opt.err ? AT_FDCWD : run_dir, opt.err ? opt.err : "err");
}

static void watch(int i, const char *path) {
    TEXT(dir);
    unsigned end = 0;
    put(&dir, path);
    for (unsigned at = 0; at < dir.length; at++)
        if (dir.data[at] == '/') end = at ? at : 1;
    dir.data[end] = 0;
    watched[i] = sys(openat, AT_FDCWD, end ? dir.data : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* dnotify: one signal for the next write in a directory. inotify would do, but a user has only 128 of those. */
static bool arm(void) {
    bool armed = true;
    for (int i = 0; i < 2; i++)
        if (watched[i] >= 0) armed &= sys(fcntl, watched[i], F_NOTIFY, DN_MODIFY) >= 0;
    return armed;
}

void watch_spools(void) {
    if (opt.out) watch(0, opt.out);
    if (opt.err) watch(1, opt.err);
    if (!opt.out || !opt.err) watched[opt.out ? 1 : 0] = run_dir;
}

long look_after_spools(bool written) {
    long size = 0;
    if (opt.spool_cap <= 0) return -1;
    if (written) return QUICK_MS;
    for (int fd = 1; fd <= 2; fd++) {
        struct stat now;
        if (sys(fstat, fd, &now) < 0 || !S_ISREG(now.st_mode)) continue;
        size += now.st_size;
        if (now.st_blocks * 512 <= opt.spool_cap || now.st_size <= opt.spool_cap) continue;
        long old = (now.st_size - opt.spool_cap * 3 / 4) / BLOCK * BLOCK; /* makes room for a while */
        sys(fallocate, fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, old);
    }
    long grown = size - seen;
    seen = size;
    if (grown > opt.spool_cap / 16) return QUICK_MS;
    if (grown) return SLOW_MS; /* not armed at once: a program that writes all the time wakes us once a second */
    return arm() ? -1 : SLOW_MS;
}
