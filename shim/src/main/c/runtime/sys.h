/*
 * System calls without a libc. The shim is started for every restart, and the start of a static glibc alone (detecting
 * the CPU, relocating itself) takes longer than everything the shim does. Other CPUs have daruma-shim.sh.
 */
#include <errno.h>
#include <stddef.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
static inline long sys6(long n, long a, long b, long c, long d, long e, long f) {
    long result;
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
#elif defined(__aarch64__)
static inline long sys6(long n, long a, long b, long c, long d, long e, long f) {
    register long x8 __asm__("x8") = n, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}
__asm__(".globl _start\n_start:\n mov x29, #0\n mov x0, sp\n bl begin\n");
#else
#error "no system calls for this CPU here"
#endif

/* sys(NAME, at least one argument…): the result, or -errno. */
#define sys(name, ...) sys_fill(SYS_##name, __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define sys_fill(n, a, b, c, d, e, f, ...) \
    sys6(n, (long) (a), (long) (b), (long) (c), (long) (d), (long) (e), (long) (f))

static _Noreturn void leave(long code) { for (;;) sys(exit_group, code); }
