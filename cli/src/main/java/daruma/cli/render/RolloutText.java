package daruma.cli.render;

import daruma.cli.terminal.Ages;
import daruma.cli.terminal.Cell;
import daruma.cli.terminal.Column;
import daruma.control.Answer;
import daruma.model.AppStatus;
import daruma.model.InstanceStatus;
import daruma.model.RolloutStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How instances are being replaced, and what an app ran before, in words. */
public final class RolloutText {
    private static final int DIGITS = 12;

    private RolloutText() {}

    /** {@code update: 1 of 3 replaced}. */
    public static String of(RolloutStatus rollout) {
        return rollout.kind().name().toLowerCase(Locale.ROOT) + ": " + rollout.replaced() + " of " + rollout.of()
                + " replaced" + (rollout.paused() ? ", paused" : "")
                + rollout.failure().map(why -> "; " + why).orElse("");
    }

    /** What an instance beyond the replicas is for; empty for one of them. */
    public static Optional<String> beyond(AppStatus app, InstanceStatus instance) {
        if (instance.id().slot() < app.desired().spec().replicas()) {
            return Optional.empty();
        }
        return Optional.of(
                app.rollout().isEmpty() && app.desired().spec().traffic().spare() > 0 ? "spare" : "stands in");
    }

    /** The releases of an app. */
    public static List<Column<Answer.History.Entry>> columns(Instant now) {
        return List.of(
                Column.of("RELEASE", 0, entry -> Cell.of(entry.note().name() + (entry.current() ? " *" : ""))),
                Column.of(
                        "AGE",
                        0,
                        entry -> entry.note()
                                .since()
                                .map(at -> Cell.of(Ages.between(at, now)))
                                .orElse(Cell.NONE)),
                Column.of(
                        "DIGEST",
                        5,
                        entry -> entry.note()
                                .digest()
                                .map(digest -> Cell.of(digest.substring(0, Math.min(DIGITS, digest.length()))))
                                .orElse(Cell.NONE)),
                Column.of("CAUSE", 2, entry -> Cell.of(entry.note().cause())),
                Column.<Answer.History.Entry>of(
                                "CHANGES",
                                1,
                                entry -> Cell.of(entry.changes().stream()
                                        .map(RolloutText::change)
                                        .collect(Collectors.joining(", "))))
                        .shortened());
    }

    private static String change(Answer.History.Change change) {
        if (change.after().isEmpty()) {
            return change.key() + " left out";
        }
        return change.key() + "="
                + change.before().map(before -> before + " -> ").orElse("")
                + change.after().get();
    }
}
