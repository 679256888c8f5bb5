package daruma.benchmarks;

import java.util.Optional;

/**
 * A line of the table.
 *
 * @param what was measured
 * @param values of all who took part, for people
 * @param bar what is to be reached, for people
 * @param met whether it was; empty: there is no bar
 */
record Line(String what, String values, String bar, Optional<Boolean> met) {
    static Line of(String what, String values, String bar, boolean met) {
        return new Line(what, values, bar, Optional.of(met));
    }

    static Line note(String what, String values) {
        return new Line(what, values, "", Optional.empty());
    }

    String markdown() {
        return "| " + what + " | " + values + " | " + bar + " | "
                + met.map(m -> m ? "met" : "**missed**").orElse("") + " |";
    }
}
