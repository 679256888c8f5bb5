package daruma.cli.render;

import daruma.cli.terminal.Ages;
import daruma.cli.terminal.Cell;
import daruma.cli.terminal.Column;
import daruma.cli.terminal.Sizes;
import daruma.cli.terminal.Style;
import daruma.cli.terminal.Table;
import daruma.cli.terminal.Times;
import daruma.control.Answer;
import daruma.model.AppSpec;
import daruma.model.AppStatus;
import daruma.model.Durations;
import daruma.model.InstanceStatus;
import daruma.model.LastExit;
import daruma.model.LogLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Everything about one app on a screen: how it is, what was declared, how it last ended, what happened, what it wrote. */
public final class DescriptionText {
    private final Style style;
    private final Instant now;
    private final List<String> lines = new ArrayList<>();

    public DescriptionText(Style style, Instant now) {
        this.style = style;
        this.now = now;
    }

    public List<String> lines(Answer.Description description) {
        var app = description.app();
        header(app);
        instances(app);
        declaration(app);
        lastExit(app);
        events(description);
        log(description.lines());
        hints(app);
        return lines;
    }

    private void header(AppStatus app) {
        var tone = StatusText.tone(app.status());
        lines.add(style.paint(tone, style.dot()) + " "
                + style.paint(Style.Tone.BOLD, app.name().value()) + "  "
                + style.paint(tone, StatusText.of(app.status())) + "  " + app.ready() + "/"
                + app.desired().present().size() + " ready  (id "
                + app.desired().id() + ", release " + app.release()
                + ")");
        AppRows.reached(app).ifPresent(url -> field("URL", url));
        app.rollout().ifPresent(rollout -> field("Rollout", RolloutText.of(rollout)));
    }

    private void instances(AppStatus app) {
        lines.add("");
        var columns = List.<Column<InstanceStatus>>of(
                Column.of("INSTANCE", 0, i -> Cell.of(i.id().toString())),
                Column.of("STATUS", 0, i -> StatusText.cell(i.status())),
                Column.of(
                        "PID",
                        0,
                        i -> Cell.of(
                                i.process().map(p -> Long.toString(p.pid())).orElse("-"))),
                Column.of("RESTARTS", 0, i -> Cell.of(Integer.toString(i.restarts()))),
                Column.of(
                        "CPU",
                        0,
                        i -> Cell.of(i.usage()
                                .map(u -> AppRows.percent(u.cpuPercent()))
                                .orElse("-"))),
                Column.of(
                        "MEM",
                        0,
                        i -> Cell.of(
                                i.usage().map(u -> Sizes.of(u.memoryBytes())).orElse("-"))),
                Column.of(
                        "AGE",
                        0,
                        i -> Cell.of(
                                i.startedAt().map(at -> Ages.between(at, now)).orElse("-"))),
                Column.of(
                        "PORT",
                        0,
                        i -> Cell.of(
                                i.port().isPresent() ? Integer.toString(i.port().getAsInt()) : "-")),
                Column.<InstanceStatus>of("", 0, i -> Cell.of(remark(app, i))).shortened());
        lines.addAll(Table.lines(columns, app.instances(), 0, style));
        app.instances().stream()
                .flatMap(i -> i.usage().stream())
                .map(InstanceStatus.Usage::at)
                .min(Comparator.naturalOrder())
                .ifPresent(at -> lines.add(style.paint(
                        Style.Tone.DIM, "(CPU and MEM of the whole tree, read " + Ages.between(at, now) + " ago)")));
    }

    private String remark(AppStatus app, InstanceStatus instance) {
        var text = new StringBuilder(RolloutText.beyond(app, instance).orElse(""));
        instance.reason()
                .ifPresent(reason -> text.append(text.isEmpty() ? "" : "; ").append(reason));
        instance.nextTryAt()
                .ifPresent(at -> text.append(text.isEmpty() ? "" : "; ")
                        .append("next try ")
                        .append(at.isAfter(now) ? "in " + Ages.between(now, at) : "due"));
        instance.notice()
                .ifPresent(notice -> text.append(text.isEmpty() ? "" : "; ").append(notice));
        instance.says()
                .ifPresent(says ->
                        text.append(text.isEmpty() ? "" : "; ").append("says: ").append(LogText.plain(says)));
        return text.toString();
    }

    private void declaration(AppStatus app) {
        var spec = app.desired().spec();
        lines.add("");
        field("Command", String.join(" ", spec.command().argv()));
        field("Directory", spec.command().cwd().toString());
        field("Namespace", spec.namespace());
        spec.port().ifPresent(port -> field("Port", port + traffic(spec)));
        field(
                "Readiness",
                spec.readiness().rule().name().toLowerCase(Locale.ROOT) + ", within "
                        + Durations.format(spec.readiness().deadline()));
        var restart = spec.restart();
        field(
                "Restart",
                restart.mode().name().toLowerCase(Locale.ROOT).replace('_', '-')
                        + (restart.giveUpAfter().isPresent()
                                ? ", gives up after " + restart.giveUpAfter().getAsInt()
                                : "")
                        + (restart.stopExitCodes().isEmpty()
                                ? ""
                                : ", not after exit codes "
                                        + restart.stopExitCodes().stream()
                                                .sorted()
                                                .toList()));
        field(
                "Stop",
                spec.stop().signal() + ", killed after "
                        + Durations.format(spec.stop().grace()));
        HealthText.fields(spec).forEach(this::field);
        spec.process().user().ifPresent(user -> field("User", user));
        spec.logs().file().ifPresent(file -> field("Log", file.toString()));
    }

    private static String traffic(AppSpec spec) {
        var traffic = spec.traffic();
        var way = switch (traffic.mode()) {
            case OWN -> "";
            case BALANCED ->
                ", balanced"
                        + (traffic.backendPort().isPresent()
                                ? "; instances from " + traffic.backendPort().getAsInt() + " on"
                                : "");
            case DIRECT -> ", its socket is handed to the instances";
        };
        return way + (traffic.spare() > 0 ? "; " + traffic.spare() + " spare" : "");
    }

    private void lastExit(AppStatus app) {
        var last = app.instances().stream().flatMap(i -> i.lastExit().stream()).max(Comparator.comparing(LastExit::at));
        lines.add("");
        field("Last exit", last.map(this::exit).orElse("none"));
    }

    private String exit(LastExit exit) {
        return exit.status().describe() + ", " + Ages.between(exit.at(), now) + " ago, after "
                + Ages.took(exit.uptime()) + (exit.asked() ? ", as asked" : "")
                + (exit.forced() ? ", killed after its grace period" : "") + "  ("
                + exit.incarnation().instance() + ")";
    }

    private void events(Answer.Description description) {
        lines.add("");
        lines.add(style.paint(Style.Tone.BOLD, "Events"));
        if (description.events().isEmpty()) {
            lines.add("  none");
        }
        for (var line : description.events().isEmpty()
                ? List.<String>of()
                : Table.lines(
                        EventText.columns(now).stream()
                                .filter(c -> !c.title().equals("TIME"))
                                .toList(),
                        description.events(),
                        0,
                        style)) {
            lines.add("  " + line);
        }
    }

    private void log(List<LogLine> last) {
        lines.add("");
        lines.add(style.paint(Style.Tone.BOLD, "Last lines"));
        if (last.isEmpty()) {
            lines.add("  none");
        }
        for (var line : last) {
            lines.add("  " + Times.clock(line.time()) + " "
                    + (line.stream() == LogLine.Stream.ERR
                            ? "err"
                            : line.stream() == LogLine.Stream.OUT ? "out" : "---")
                    + "  " + LogText.plain(line.message()));
        }
    }

    private void hints(AppStatus app) {
        var name = app.name().value();
        lines.add("");
        var hint = switch (app.status()) {
            case RUNNING, STARTING, NOT_READY -> Optional.of("daruma logs " + name + " -f     daruma restart " + name);
            case BACKING_OFF, CRASH_LOOP, FAILED ->
                Optional.of(
                        "daruma why " + name + "     daruma logs " + name + " --previous     daruma restart " + name);
            case STOPPED, COMPLETED -> Optional.of("daruma start " + name + "     daruma delete " + name);
            case STOPPING -> Optional.<String>empty();
        };
        hint.ifPresent(text -> lines.add(style.paint(Style.Tone.DIM, text)));
    }

    private void field(String name, String value) {
        lines.add(name + ":" + " ".repeat(Math.max(1, 12 - name.length())) + value);
    }
}
