package daruma.cli.render;

import daruma.cli.terminal.Ages;
import daruma.cli.terminal.Cell;
import daruma.cli.terminal.Column;
import daruma.cli.terminal.Sizes;
import daruma.cli.terminal.Style;
import daruma.model.AppStatus;
import daruma.model.InstanceStatus;
import daruma.model.StatusWord;
import daruma.model.Traffic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Apps as rows of a table. Name, readiness, status, restarts and age are always there. */
public final class AppRows {
    private static final int FEW_WORDS = 40;

    private AppRows() {}

    public static List<Column<AppStatus>> columns(Instant now) {
        return List.of(
                Column.<AppStatus>of(
                                "ID",
                                9,
                                app -> Cell.of(Integer.toString(app.desired().id())))
                        .onlyWide(),
                Column.of("NAME", 0, app -> Cell.of(app.name().value(), Style.Tone.BOLD)),
                Column.<AppStatus>of(
                                "NAMESPACE",
                                8,
                                app -> Cell.of(app.desired().spec().namespace()))
                        .onlyWide(),
                Column.of("READY", 0, AppRows::ready),
                Column.of("STATUS", 0, app -> StatusText.cell(app.status())),
                Column.of("RESTARTS", 0, app -> restarts(app, now)),
                Column.of("CPU", 4, AppRows::cpu),
                Column.of("MEM", 3, AppRows::memory),
                Column.of("AGE", 0, app -> age(app, now)),
                Column.<AppStatus>of("PID", 7, AppRows::pids).onlyWide(),
                Column.<AppStatus>of("USER", 7, AppRows::user).onlyWide(),
                Column.<AppStatus>of("RELEASE", 7, app -> Cell.of(app.release()))
                        .onlyWide(),
                Column.of("PORT", 2, AppRows::port),
                Column.<AppStatus>of("SAYS", 9, AppRows::says).onlyWide(),
                Column.<AppStatus>of("", 1, AppRows::reason).shortened());
    }

    /** The rows after an action: the same, with the address where there was the port. */
    public static List<Column<AppStatus>> changed(Instant now) {
        var columns = new ArrayList<Column<AppStatus>>();
        for (var column : columns(now)) {
            columns.add(
                    column.title().equals("PORT")
                            ? Column.of("URL", 2, app -> url(app).map(Cell::of).orElse(Cell.NONE))
                            : column);
        }
        return columns;
    }

    /** Where a browser finds it; empty if no port is known. */
    public static Optional<String> url(AppStatus app) {
        var spec = app.desired().spec();
        if (spec.traffic().shared()) {
            return app.ready() > 0
                    ? Optional.of("http://localhost:" + spec.port().orElseThrow())
                    : Optional.empty();
        }
        return ports(app).stream().findFirst().map(port -> "http://localhost:" + port);
    }

    /** How that many instances are reached: {@code http://localhost:3000, balanced over 4}. */
    public static Optional<String> reached(AppStatus app) {
        var over = app.ready();
        return url(app).map(url -> url
                + switch (app.desired().spec().traffic().mode()) {
                    case OWN -> "";
                    case BALANCED -> ", balanced over " + over;
                    case DIRECT -> over > 1 ? ", shared by " + over : "";
                });
    }

    private static Cell ready(AppStatus app) {
        var ready = app.ready();
        var wanted = app.desired().present().size();
        return Cell.of(ready + "/" + wanted, ready >= wanted ? Style.Tone.GOOD : Style.Tone.WARN);
    }

    private static Cell restarts(AppStatus app, Instant now) {
        var count = 0;
        @Nullable Instant last = null;
        for (var instance : app.instances()) {
            count += instance.restarts();
            var exit = instance.lastExit();
            if (exit.isPresent() && (last == null || exit.get().at().isAfter(last))) {
                last = exit.get().at();
            }
        }
        return Cell.of(
                count == 0 || last == null
                        ? Integer.toString(count)
                        : count + " (" + Ages.between(last, now) + " ago)");
    }

    private static Cell cpu(AppStatus app) {
        var total = 0.0;
        var known = false;
        for (var instance : app.instances()) {
            if (instance.usage().isPresent()) {
                total += instance.usage().get().cpuPercent();
                known = true;
            }
        }
        return known ? Cell.of(percent(total)) : Cell.NONE;
    }

    static String percent(double value) {
        var tenths = Math.round(value * 10);
        return tenths / 10 + "." + Math.abs(tenths % 10) + "%";
    }

    private static Cell memory(AppStatus app) {
        var total = 0L;
        var known = false;
        for (var instance : app.instances()) {
            if (instance.usage().isPresent()) {
                total += instance.usage().get().memoryBytes();
                known = true;
            }
        }
        return known ? Cell.of(Sizes.of(total)) : Cell.NONE;
    }

    private static Cell age(AppStatus app, Instant now) {
        @Nullable Instant first = null;
        for (var instance : app.instances()) {
            var at = instance.startedAt();
            if (at.isPresent() && (first == null || at.get().isBefore(first))) {
                first = at.get();
            }
        }
        return first == null ? Cell.NONE : Cell.of(Ages.between(first, now));
    }

    private static Cell pids(AppStatus app) {
        var pids = new ArrayList<String>();
        for (var instance : app.instances()) {
            instance.process().ifPresent(process -> pids.add(Long.toString(process.pid())));
        }
        return pids.isEmpty() ? Cell.NONE : Cell.of(String.join(",", pids));
    }

    private static Cell user(AppStatus app) {
        return app.desired().spec().process().user().map(Cell::of).orElse(Cell.NONE);
    }

    /** What the programs say of themselves: a few words of the first that says anything, and all of them in describe. */
    private static Cell says(AppStatus app) {
        return app.instances().stream()
                .flatMap(instance -> instance.says().stream())
                .findFirst()
                .map(AppRows::fewWords)
                .map(Cell::of)
                .orElse(Cell.NONE);
    }

    private static String fewWords(String line) {
        var plain = LogText.plain(line);
        return plain.length() <= FEW_WORDS ? plain : plain.substring(0, FEW_WORDS - 1) + "…";
    }

    private static Cell port(AppStatus app) {
        var spec = app.desired().spec();
        if (spec.traffic().shared()) {
            return Cell.of(":" + spec.port().orElseThrow()
                    + (spec.traffic().mode() == Traffic.Mode.BALANCED ? " -> " + app.ready() : ""));
        }
        var ports = ports(app);
        if (ports.isEmpty()) {
            return Cell.NONE;
        }
        var first = ports.getFirst();
        var last = ports.getLast();
        return Cell.of(first.equals(last) ? ":" + first : ":" + first + "-" + last);
    }

    static List<Integer> ports(AppStatus app) {
        var ports = new ArrayList<Integer>();
        for (var instance : app.instances()) {
            if (instance.port().isPresent()) {
                ports.add(instance.port().getAsInt());
            } else if (instance.ready()) {
                app.desired().spec().portOf(instance.id().slot()).ifPresent(ports::add);
            }
        }
        ports.sort(null);
        return ports;
    }

    /** Why it is not simply well: the reason of the first instance that has one, or what is degraded. */
    private static Cell reason(AppStatus app) {
        if (app.rollout().isPresent()) {
            return Cell.of(RolloutText.of(app.rollout().get()), Style.Tone.WARN);
        }
        for (var instance : app.instances()) {
            if (!isWell(instance) && instance.reason().isPresent()) {
                return Cell.of(instance.reason().get());
            }
        }
        for (var instance : app.instances()) {
            if (instance.notice().isPresent()) {
                return Cell.of(instance.notice().get(), Style.Tone.WARN);
            }
        }
        return Cell.of("");
    }

    private static boolean isWell(InstanceStatus instance) {
        return instance.status() == StatusWord.RUNNING || instance.status() == StatusWord.STOPPED;
    }
}
