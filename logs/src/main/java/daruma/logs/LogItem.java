package daruma.logs;

import daruma.model.AppName;
import daruma.model.LogLine;

/** What a reader of logs is handed. */
public sealed interface LogItem {
    /**
     * One line.
     *
     * @param goesOn this is a piece of a line, longer than 1 MiB or not ended for a second, that the next line of the same
     *     incarnation and stream continues
     */
    record Line(LogLine line, boolean goesOn) implements LogItem {}

    /** Lines of this app are missing here: they were rotated away before the reader got to them. */
    record Gap(AppName app) implements LogItem {}
}
