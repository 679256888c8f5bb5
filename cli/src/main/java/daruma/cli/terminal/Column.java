package daruma.cli.terminal;

import java.util.function.Function;

/**
 * A column of a table.
 *
 * @param priority columns of the greatest number go first when the width does not suffice; 0: never goes
 * @param wide whether it is shown only when everything is asked for
 * @param flexible whether its texts may be shortened; only the last column should be
 */
public record Column<T>(String title, int priority, boolean wide, boolean flexible, Function<T, Cell> cell) {

    /** A column that is shown as long as there is room. */
    public static <T> Column<T> of(String title, int priority, Function<T, Cell> cell) {
        return new Column<>(title, priority, false, false, cell);
    }

    public Column<T> onlyWide() {
        return new Column<>(title, priority, true, flexible, cell);
    }

    public Column<T> shortened() {
        return new Column<>(title, priority, wide, true, cell);
    }
}
