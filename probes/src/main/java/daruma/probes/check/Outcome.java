package daruma.probes.check;

/** What came of one check. */
public sealed interface Outcome {
    /** For people: what was seen, or what went wrong. */
    String what();

    /** The program does what is asked of it. */
    record Passed(String what) implements Outcome {}

    /** It does not. */
    record Failed(String what) implements Outcome {}

    /** The check could not be made, through no fault of the program: it counts for nothing. */
    record Broken(String what) implements Outcome {}
}
