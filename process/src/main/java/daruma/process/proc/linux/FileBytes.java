package daruma.process.proc.linux;

/** Reads the beginning of a small file. */
@FunctionalInterface
public interface FileBytes {
    /**
     * Reads until the buffer is full or the file ends.
     *
     * @return how many bytes; -1 if the file cannot be opened or read
     */
    int read(String path, byte[] into);
}
