package daruma.state;

import daruma.control.json.BadJson;
import daruma.control.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The best state that the files of a home tell. Pure.
 *
 * <p>It starts from the newest whole snapshot and applies every whole change after it, whichever file it stands in. So a
 * damaged snapshot costs nothing while the generation before it is whole, and a damaged change costs only itself.
 *
 * @param complete whether no change is missing that was ever answered; if not, an app that is not in the state may still be
 *     wanted
 * @param future the format of a newer version that wrote one of the files
 * @param notices for people, one sentence each
 */
record Recovered(DesiredState state, boolean complete, OptionalInt future, List<String> notices) {

    /**
     * One file.
     *
     * @param number grows with each generation
     * @param lines null if the file could not be read
     */
    record Generation(long number, Path file, @Nullable CheckedLines lines) {
        boolean whole() {
            return lines != null && lines.whole() && !records(lines.values()).contains(null);
        }
    }

    /** The state of these generations, the oldest first. */
    static Recovered from(List<Generation> generations) {
        var recovery = new Recovery();
        generations.forEach(recovery::take);
        return recovery.result(generations.isEmpty());
    }

    /** Whole lines that are no record of ours count as damaged: null. */
    private static List<@Nullable DesiredRecord> records(List<Json> lines) {
        var records = new ArrayList<@Nullable DesiredRecord>();
        for (var line : lines) {
            try {
                records.add(DesiredRecord.parse(line));
            } catch (BadJson e) {
                records.add(null);
            }
        }
        return records;
    }

    private static final class Recovery {
        private final List<String> notices = new ArrayList<>();
        private DesiredState state = DesiredState.EMPTY;
        private boolean based;
        private boolean complete = true;
        private OptionalInt future = OptionalInt.empty();

        void take(Generation generation) {
            var lines = generation.lines();
            if (lines == null) {
                complete = false;
                notices.add("cannot read " + generation.file() + "; going on without it");
                return;
            }
            int lost = lines.damaged();
            for (var each : records(lines.values())) {
                switch (each) {
                    case null -> lost++;
                    case DesiredRecord.Future(int format) -> future = OptionalInt.of(format);
                    case DesiredRecord.Snapshot(var snapshot) -> {
                        // It makes up for whatever was lost before it.
                        complete = true;
                        based = true;
                        state = snapshot;
                    }
                    case DesiredRecord.Change change -> {
                        complete &= change.revision() == state.revision() + 1;
                        state = change.apply(state);
                    }
                }
            }
            // A line lost in the middle shows as a gap in the revisions; one at the end shows nowhere else.
            complete &= lines.endsWhole();
            if (lost > 0 || lines.torn()) {
                notices.add(generation.file() + " is damaged: "
                        + (lost > 0 ? lost + " line(s) cannot be read" : "its last line is cut off"));
            }
        }

        Recovered result(boolean fresh) {
            future.ifPresent(format -> notices.add("the desired state was written by a newer version of Daruma (format "
                    + format + ", this version knows " + DesiredRecord.FORMAT + ")"));
            return new Recovered(state, fresh || (based && complete && future.isEmpty()), future, List.copyOf(notices));
        }
    }
}
