package daruma.control;

import daruma.model.AppSpec;
import daruma.model.Refused;

/**
 * How many instances there are to be.
 *
 * @param relative whether {@code number} is so many more, or fewer if negative
 */
public record Size(boolean relative, int number) {
    public Size {
        if (Math.abs((long) number) > AppSpec.MAX_REPLICAS) {
            throw new Refused(
                    "an app has at most " + AppSpec.MAX_REPLICAS + " instances, and " + number + " is beyond");
        }
    }

    public static Size to(int number) {
        return new Size(false, number);
    }

    public static Size by(int number) {
        return new Size(true, number);
    }

    /**
     * Reads what people type: {@code 6}, {@code +2}, {@code -1}.
     *
     * @throws Refused if it is none of these
     */
    public static Size parse(String text) {
        if (!text.matches("[+-]?[0-9]{1,9}")) {
            throw new Refused("\"" + text + "\" is no number of instances: use 6, or +2 or -1 for more or fewer");
        }
        var relative = text.startsWith("+") || text.startsWith("-");
        return new Size(relative, Integer.parseInt(text));
    }

    /**
     * How many there are then.
     *
     * @param now how many there are
     * @throws Refused if there would be none, or too many
     */
    public int from(int now) {
        var then = relative ? now + number : number;
        if (then < 1) {
            throw new Refused("that would leave " + (then == 0 ? "no instance" : then + " instances")
                    + ", and an app has at least one. To end it and keep its declaration: daruma stop");
        }
        if (then > AppSpec.MAX_REPLICAS) {
            throw new Refused("that would make " + then + " instances: use 1 to " + AppSpec.MAX_REPLICAS);
        }
        return then;
    }

    /** As it is typed. */
    @Override
    public String toString() {
        return relative && number >= 0 ? "+" + number : Integer.toString(number);
    }
}
