package daruma.process.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The one way into C: a function's address and six words. Integers and pointers travel in the same registers on x86-64 and
 * aarch64, variadic functions included, a callee looks at no more words than it has parameters, and of a 32-bit result only
 * the low half is looked at. So one method handle serves every function of {@link LibC}, and it is linked once.
 */
@SuppressWarnings("restricted") // the module is the one that native access is enabled for
final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LOOKUP = LINKER.defaultLookup();
    private static final MethodHandle CALL = LINKER.downcallHandle(
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.captureCallState("errno"));

    /** The capture is a structure with one int on Linux. */
    private static final ThreadLocal<MemorySegment> ERRNO =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private Native() {}

    static MemorySegment symbol(String name) {
        return LOOKUP.find(name).orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
    }

    static @Nullable MemorySegment symbolIfAny(String name) {
        return LOOKUP.find(name).orElse(null);
    }

    /** A function that returns a word: its result, or minus errno where it returned -1. */
    static long word(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        var errno = ERRNO.get();
        long result = raw(function, errno, a, b, c, d, e, f);
        return result == -1 ? -errno.get(JAVA_INT, 0) : result;
    }

    /** A function that returns an {@code int}: its result, or minus errno where it returned -1. */
    static int number(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        var errno = ERRNO.get();
        int result = (int) raw(function, errno, a, b, c, d, e, f);
        return result == -1 ? -errno.get(JAVA_INT, 0) : result;
    }

    private static long raw(
            MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(function, errno, a, b, c, d, e, f);
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall threw", impossible);
        }
    }
}
