package daruma.model;

/** What runs the program, as far as it matters for flags, readiness and evidence. */
public enum ProgramKind {
    NODE,
    JAVA,
    PYTHON,
    RUBY,
    SHELL,
    /** An executable file, or a command that was given whole. */
    BINARY
}
