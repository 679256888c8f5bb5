package daruma.model;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Something that happened, with its cause. The shape is Kubernetes' (type, reason, object, message), and three more
 * sentences make the story that {@code why} prints.
 *
 * @param id grows by one with each event of a home
 * @param reason one CamelCase word for scripts: {@code Started}, {@code Exited}, {@code CrashLoopBackOff}, …
 * @param object {@code web}, {@code web/0}, or {@code daemon}
 * @param incarnation the launch it is about; 0 where it is about none
 * @param message one line for people
 * @param cause what happened, as observed or asked for
 * @param rule which rule applied; empty where none was needed
 * @param decision what was decided; empty where nothing was
 * @param causedBy the id of the event before it in the same story
 */
public record Event(
        long id,
        Instant at,
        Type type,
        String reason,
        String object,
        long incarnation,
        String message,
        String cause,
        String rule,
        String decision,
        OptionalLong causedBy) {
    /** Whether somebody should look. */
    public enum Type {
        NORMAL,
        WARNING
    }
}
