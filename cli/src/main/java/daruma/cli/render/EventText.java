package daruma.cli.render;

import daruma.cli.terminal.Ages;
import daruma.cli.terminal.Cell;
import daruma.cli.terminal.Column;
import daruma.cli.terminal.Style;
import daruma.cli.terminal.Times;
import daruma.model.Event;
import java.time.Instant;
import java.util.List;

/** Events for people. */
public final class EventText {
    private EventText() {}

    public static List<Column<Event>> columns(Instant now) {
        return List.of(
                Column.of("TIME", 2, event -> Cell.of(Times.iso(event.at()))),
                Column.<Event>of("AGE", 0, event -> Cell.of(Ages.between(event.at(), now))),
                Column.of("TYPE", 3, EventText::type),
                Column.of("REASON", 0, event -> Cell.of(event.reason())),
                Column.of("OBJECT", 0, event -> Cell.of(event.object())),
                Column.<Event>of("MESSAGE", 1, event -> Cell.of(event.message()))
                        .shortened());
    }

    private static Cell type(Event event) {
        return switch (event.type()) {
            case NORMAL -> Cell.of("Normal");
            case WARNING -> Cell.of("Warning", Style.Tone.WARN);
        };
    }
}
