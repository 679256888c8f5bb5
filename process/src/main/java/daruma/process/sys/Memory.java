package daruma.process.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bytes outside the heap, zero at first, freed when nobody refers to them any more. Not for more than one thread at once. */
public final class Memory {
    private final MemorySegment bytes;

    private Memory(MemorySegment bytes) {
        this.bytes = bytes;
    }

    public static Memory of(long size) {
        return new Memory(Arena.ofAuto().allocate(size, 16));
    }

    /** The text as UTF-8 with a NUL after it. */
    public static Memory text(String text) {
        return new Memory(Arena.ofAuto().allocateFrom(text, StandardCharsets.UTF_8));
    }

    /** An array of pointers to the texts, ended by a null pointer, with the texts behind it. */
    public static Memory texts(List<String> texts) {
        var encoded = new byte[texts.size()][];
        long pointers = (texts.size() + 1) * 8L;
        long size = pointers;
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = texts.get(i).getBytes(StandardCharsets.UTF_8);
            size += encoded[i].length + 1;
        }
        var memory = of(size);
        long at = pointers;
        for (int i = 0; i < encoded.length; i++) {
            memory.putLong(i * 8L, memory.address() + at);
            memory.put(at, encoded[i], 0, encoded[i].length);
            at += encoded[i].length + 1;
        }
        return memory;
    }

    /** Valid while this object is reachable; see {@link #keep}. */
    public long address() {
        return bytes.address();
    }

    public long size() {
        return bytes.byteSize();
    }

    public short getShort(long at) {
        return bytes.get(JAVA_SHORT_UNALIGNED, at);
    }

    public int getInt(long at) {
        return bytes.get(JAVA_INT_UNALIGNED, at);
    }

    public long getLong(long at) {
        return bytes.get(JAVA_LONG_UNALIGNED, at);
    }

    public Memory putByte(long at, int value) {
        bytes.set(JAVA_BYTE, at, (byte) value);
        return this;
    }

    public Memory putShort(long at, int value) {
        bytes.set(JAVA_SHORT_UNALIGNED, at, (short) value);
        return this;
    }

    public Memory putInt(long at, int value) {
        bytes.set(JAVA_INT_UNALIGNED, at, value);
        return this;
    }

    public Memory putLong(long at, long value) {
        bytes.set(JAVA_LONG_UNALIGNED, at, value);
        return this;
    }

    public Memory put(long at, byte[] from, int offset, int count) {
        MemorySegment.copy(from, offset, bytes, JAVA_BYTE, at, count);
        return this;
    }

    public void get(long at, byte[] to, int offset, int count) {
        MemorySegment.copy(bytes, JAVA_BYTE, at, to, offset, count);
    }

    public Memory clear() {
        bytes.fill((byte) 0);
        return this;
    }

    /** Says that it is still in use here: to be called after the last call that was given its address. */
    @SuppressWarnings("ReachabilityFenceUsage") // the calls before it do not throw
    public void keep() {
        Reference.reachabilityFence(this);
        Reference.reachabilityFence(bytes);
    }
}
