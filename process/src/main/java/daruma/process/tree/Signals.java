package daruma.process.tree;

/** Signal numbers that are the same on every machine. */
public final class Signals {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGQUIT = 3;
    public static final int SIGABRT = 6;
    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;
    /** 18 on Linux; the portable signaller sends by name. */
    public static final int SIGCONT = 18;

    private Signals() {}
}
