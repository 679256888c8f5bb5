package daruma.cli.render;

import daruma.cli.terminal.Ages;
import daruma.cli.terminal.Cell;
import daruma.cli.terminal.Column;
import daruma.cli.terminal.Style;
import daruma.model.AppStatus;
import daruma.model.InstanceStatus;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Apps and instances in the columns of {@code docker service ls} and {@code docker service ps}. */
public final class ServiceRows {
    public static final List<Column<AppStatus>> COLUMNS = List.of(
            Column.of("ID", 0, app -> Cell.of(Integer.toString(app.desired().id()))),
            Column.of("NAME", 0, app -> Cell.of(app.name().value(), Style.Tone.BOLD)),
            Column.of("MODE", 4, _ -> Cell.of("replicated")),
            Column.of(
                    "REPLICAS",
                    0,
                    app -> Cell.of(app.ready() + "/"
                            + (app.desired().running() ? app.desired().present().size() : 0))),
            Column.of("RELEASE", 3, app -> Cell.of(app.release())),
            Column.of("PORTS", 2, app -> AppRows.reached(app).map(Cell::of).orElse(Cell.NONE)),
            Column.<AppStatus>of(
                            "PROGRAM",
                            1,
                            app -> Cell.of(String.join(
                                    " ", app.desired().spec().command().argv())))
                    .shortened());

    private ServiceRows() {}

    /** One instance, and the app that it is of. */
    public record Task(AppStatus app, InstanceStatus instance) {}

    public static Stream<Task> tasks(AppStatus app) {
        return app.instances().stream().map(instance -> new Task(app, instance));
    }

    public static List<Column<Task>> taskColumns(Instant now) {
        return List.of(
                Column.of("NAME", 0, task -> Cell.of(task.instance().id().toString(), Style.Tone.BOLD)),
                Column.of(
                        "DESIRED STATE",
                        3,
                        task -> Cell.of(
                                task.app().desired().runs(task.instance().id().slot())
                                                || RolloutText.beyond(task.app(), task.instance())
                                                        .isPresent()
                                        ? "Running"
                                        : "Shutdown")),
                Column.of(
                        "CURRENT STATE",
                        0,
                        task -> Cell.of(
                                StatusText.of(task.instance().status())
                                        + task.instance()
                                                .startedAt()
                                                .map(at -> " " + Ages.between(at, now) + " ago")
                                                .orElse(""),
                                StatusText.tone(task.instance().status()))),
                Column.of(
                        "PORT",
                        2,
                        task -> task.instance().port().isPresent()
                                ? Cell.of(
                                        Integer.toString(task.instance().port().getAsInt()))
                                : Cell.NONE),
                Column.<Task>of(
                                "",
                                1,
                                task -> Cell.of(String.join(
                                        "; ",
                                        Stream.concat(
                                                        RolloutText.beyond(task.app(), task.instance()).stream(),
                                                        task.instance().reason().stream())
                                                .toList())))
                        .shortened());
    }
}
