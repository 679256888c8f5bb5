package daruma.cli.render;

import daruma.cli.terminal.Cell;
import daruma.cli.terminal.Style;
import daruma.model.StatusWord;

/** Status words as people read them in tables: Kubernetes' spelling. */
public final class StatusText {
    private StatusText() {}

    public static String of(StatusWord status) {
        return switch (status) {
            case STARTING -> "Starting";
            case RUNNING -> "Running";
            case NOT_READY -> "NotReady";
            case BACKING_OFF -> "BackOff";
            case CRASH_LOOP -> "CrashLoopBackOff";
            case STOPPING -> "Stopping";
            case STOPPED -> "Stopped";
            case FAILED -> "Failed";
            case COMPLETED -> "Completed";
        };
    }

    public static Cell cell(StatusWord status) {
        return Cell.of(of(status), tone(status));
    }

    public static Style.Tone tone(StatusWord status) {
        return switch (status) {
            case RUNNING, COMPLETED -> Style.Tone.GOOD;
            case STARTING, STOPPING, NOT_READY, BACKING_OFF -> Style.Tone.WARN;
            case CRASH_LOOP, FAILED -> Style.Tone.BAD;
            case STOPPED -> Style.Tone.DIM;
        };
    }
}
