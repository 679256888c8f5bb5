package daruma.process.launch;

/** Whom a signal goes to. The shim is never among them. */
public enum Reach {
    /** The program alone. */
    PROGRAM,
    /** The program and everything that came of it. */
    TREE
}
