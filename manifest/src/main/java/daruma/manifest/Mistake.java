package daruma.manifest;

/**
 * One thing that is wrong in a file.
 *
 * @param line 1 for the first; 0 if it is about the file as a whole
 * @param where the place in the document, such as {@code apps[0].port}; empty at the top
 * @param message what is wrong, why, and what to write instead
 */
public record Mistake(String file, int line, String where, String message) {

    /** As compilers print it, so that editors can jump there: {@code shop.yaml:12: apps[0].port: …}. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + ": " + (where.isEmpty() ? "" : where + ": ") + message;
    }
}
