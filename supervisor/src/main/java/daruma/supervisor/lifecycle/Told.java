package daruma.supervisor.lifecycle;

import daruma.model.Event;

/**
 * One event before it has its number and its time, which the loop gives it. The parts are as in {@link Event}.
 *
 * @param incarnation 0 where it is about none
 */
public record Told(
        Event.Type type, String reason, long incarnation, String message, String cause, String rule, String decision) {

    public static Told normal(Reason reason, long incarnation, String cause, String rule, String decision) {
        return of(Event.Type.NORMAL, reason, incarnation, cause, rule, decision);
    }

    public static Told warning(Reason reason, long incarnation, String cause, String rule, String decision) {
        return of(Event.Type.WARNING, reason, incarnation, cause, rule, decision);
    }

    /** Something that had to be decided before: what happened is not what it was caused by. */
    static Told happened(Reason reason, long incarnation, String message, String cause) {
        return new Told(Event.Type.NORMAL, reason.word(), incarnation, message, cause, "", "");
    }

    static Told of(Event.Type type, Reason reason, long incarnation, String cause, String rule, String decision) {
        var message = decision.isEmpty() ? cause : cause + "; " + decision;
        return new Told(type, reason.word(), incarnation, message, cause, rule, decision);
    }
}
