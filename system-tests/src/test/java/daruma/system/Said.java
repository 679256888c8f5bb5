package daruma.system;

import java.time.Duration;

/** What a command said, and how it ended. */
record Said(String command, int exit, String out, String err, Duration took) {
    @Override
    public String toString() {
        return command + " (exit " + exit + " after " + took.toMillis() + " ms)\n--- stdout\n" + out + "--- stderr\n"
                + err;
    }
}
