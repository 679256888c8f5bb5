package daruma.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows as lines: two blanks between columns, no frames, so that {@code awk} can read them too. Columns that do not fit go by
 * their priority; those of priority 0 stay whatever happens, and the flexible one is shortened before any goes.
 */
public final class Table {
    private static final int GAP = 2;
    private static final int LEAST_FLEXIBLE = 20;

    private Table() {}

    /**
     * The lines, headings first.
     *
     * @param width of the terminal; 0: no limit
     */
    public static <T> List<String> lines(List<Column<T>> columns, List<T> rows, int width, Style style) {
        var cells = new ArrayList<List<Cell>>();
        var widths = new ArrayList<Integer>();
        for (var column : columns) {
            var own = new ArrayList<Cell>();
            var widest = column.title().length();
            for (var row : rows) {
                var cell = column.cell().apply(row);
                own.add(cell);
                widest = Math.max(widest, length(cell.text()));
            }
            cells.add(own);
            widths.add(widest);
        }
        var shown = fit(columns, cells, widths, width);
        var lines = new ArrayList<String>();
        for (var row = -1; row < rows.size(); row++) {
            lines.add(line(columns, cells, widths, shown, row, style));
        }
        return lines;
    }

    private static <T> List<Integer> fit(
            List<Column<T>> columns, List<List<Cell>> cells, List<Integer> widths, int width) {
        var shown = new ArrayList<Integer>();
        for (var i = 0; i < columns.size(); i++) {
            if (!columns.get(i).flexible()
                    || cells.get(i).stream().anyMatch(cell -> !cell.text().isEmpty())) {
                shown.add(i);
            }
        }
        if (width <= 0) {
            return shown;
        }
        while (total(shown, widths) > width) {
            var over = total(shown, widths) - width;
            var last = shown.getLast();
            if (columns.get(last).flexible() && widths.get(last) - over >= LEAST_FLEXIBLE) {
                widths.set(last, widths.get(last) - over);
                break;
            }
            var gone = -1;
            for (var i : shown) {
                var priority = columns.get(i).priority();
                if (priority > 0 && (gone < 0 || priority >= columns.get(gone).priority())) {
                    gone = i;
                }
            }
            if (gone < 0) {
                break;
            }
            shown.remove(Integer.valueOf(gone));
        }
        return shown;
    }

    private static int total(List<Integer> shown, List<Integer> widths) {
        var total = -GAP;
        for (var i : shown) {
            total += widths.get(i) + GAP;
        }
        return total;
    }

    private static <T> String line(
            List<Column<T>> columns,
            List<List<Cell>> cells,
            List<Integer> widths,
            List<Integer> shown,
            int row,
            Style style) {
        var line = new StringBuilder();
        var pending = 0;
        for (var i : shown) {
            var cell = row < 0 ? Cell.of(columns.get(i).title()) : cells.get(i).get(row);
            var text = shorten(cell.text(), widths.get(i), style);
            line.repeat(' ', pending);
            line.append(cell.tone().isPresent() ? style.paint(cell.tone().get(), text) : text);
            pending = widths.get(i) - length(text) + GAP;
        }
        var end = line.length();
        while (end > 0 && line.charAt(end - 1) == ' ') {
            end--;
        }
        return line.substring(0, end);
    }

    /** Cut to a width, with a sign that it was. */
    public static String shorten(String text, int width, Style style) {
        if (length(text) <= width) {
            return text;
        }
        var sign = style.ellipsis();
        return text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - sign.length()))) + sign;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
