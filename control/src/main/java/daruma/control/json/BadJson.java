package daruma.control.json;

/** Text that is not JSON, or JSON that is not what was asked for. The message says where. */
public final class BadJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;

    /**
     * @param path where, as in {@code apps[2].stop.signal}; empty for the whole
     * @param problem what is wrong there
     */
    public BadJson(String path, String problem) {
        super(path.isEmpty() ? problem : path + ": " + problem);
        this.path = path;
    }

    public String path() {
        return path;
    }
}
