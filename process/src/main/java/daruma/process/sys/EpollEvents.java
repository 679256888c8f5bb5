package daruma.process.sys;

/**
 * An array of {@code struct epoll_event}: packed to 12 bytes on x86-64, laid out naturally in 16 elsewhere.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/epoll_ctl.2.html">epoll_ctl(2)</a>
 */
public final class EpollEvents {
    private static final boolean PACKED = isPacked(System.getProperty("os.arch", ""));
    private static final int SIZE = PACKED ? 12 : 16;
    private static final int DATA = PACKED ? 4 : 8;

    private final Memory memory;
    private final int capacity;

    public EpollEvents(int capacity) {
        this.capacity = capacity;
        memory = Memory.of((long) capacity * SIZE);
    }

    static boolean isPacked(String arch) {
        return "amd64".equals(arch) || "x86_64".equals(arch);
    }

    public int capacity() {
        return capacity;
    }

    public long address() {
        return memory.address();
    }

    public int events(int index) {
        return memory.getInt((long) index * SIZE);
    }

    public long data(int index) {
        return memory.getLong((long) index * SIZE + DATA);
    }

    public EpollEvents set(int index, int events, long data) {
        memory.putInt((long) index * SIZE, events).putLong((long) index * SIZE + DATA, data);
        return this;
    }

    /** See {@link Memory#keep}. */
    public void keep() {
        memory.keep();
    }
}
