/*
 * System calls without a libc. The shim is started for every restart, and the start of a static glibc alone (cpu
 * detection, relocations) takes three to five times as long as everything the shim does. So on the two common CPUs it
 * brings its own entry point; elsewhere, or with -DDARUMA_LIBC, the same code goes through syscall(2) of the libc.
 */
#ifndef DARUMA_SYS_H
#define DARUMA_SYS_H

#include <errno.h>
#include <sys/syscall.h>

#if __SIZEOF_LONG__ < 8
#error "64-bit only: the kernel's structures of 32-bit systems differ. Use daruma-shim.sh there."
#endif

/* sys(NAME, at least one argument…): the result, or -errno. */
#define sys(name, ...) sys_fill(SYS_##name, __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define sys_fill(n, a, b, c, d, e, f, ...) \
    sys6(n, (long) (a), (long) (b), (long) (c), (long) (d), (long) (e), (long) (f))

#if defined(DARUMA_LIBC)
#include <unistd.h>
static inline long sys6(long n, long a, long b, long c, long d, long e, long f) {
    long result = syscall(n, a, b, c, d, e, f);
    return result < 0 ? -errno : result;
}
#define sys_vfork() vfork()
#define sys_fork() fork()
#else
#define DARUMA_BARE
static inline long sys6(long n, long a, long b, long c, long d, long e, long f) {
#if defined(__x86_64__)
    long result;
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = n, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
#else
#error "no system call for this CPU yet: compile with -DDARUMA_LIBC"
#endif
}
#define sys_vfork() sys(clone, 0x4100 /* CLONE_VM | CLONE_VFORK */ | 17 /* SIGCHLD */)
#define sys_fork() sys(clone, 17 /* SIGCHLD */)
#endif
#endif
