package daruma.control;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A method of the interface, by its name there, with the codec of its answers.
 *
 * @param streams whether it may answer more than once, if the caller says {@code more}
 */
public record Method<R extends Answer>(
        String name, boolean streams, Function<R, Json.Obj> writer, Function<Fields, R> reader) {
    public static final String INTERFACE = "io.github.daruma-pm.control1";

    public static final Method<Answer.Pong> PING = once("Ping", AnswerCodec::write, AnswerCodec::pong);
    public static final Method<Answer.DaemonInfo> INFO = once("Info", AnswerCodec::write, AnswerCodec::info);
    public static final Method<Answer.Step> START = stream("Start", AnswerCodec::write, AnswerCodec::step);
    public static final Method<Answer.Step> RESUME = stream("Resume", AnswerCodec::write, AnswerCodec::step);
    public static final Method<Answer.Step> STOP = stream("Stop", AnswerCodec::write, AnswerCodec::step);
    public static final Method<Answer.Step> RESTART = stream("Restart", AnswerCodec::write, AnswerCodec::step);
    public static final Method<Answer.Step> SCALE = stream("Scale", AnswerCodec::write, AnswerCodec::step);
    public static final Method<Answer.Step> RELOAD = stream("Reload", AnswerCodec::write, AnswerCodec::step);
    public static final Method<Answer.Step> UPDATE = stream("Update", AnswerCodec::write, AnswerCodec::step);
    public static final Method<Answer.Step> ROLLOUT = stream("Rollout", AnswerCodec::write, AnswerCodec::step);
    public static final Method<Answer.History> RELEASES = once("Releases", AnswerCodec::write, AnswerCodec::history);
    public static final Method<Answer.Step> DELETE = stream("Delete", AnswerCodec::write, AnswerCodec::step);
    public static final Method<Answer.Step> RESET = stream("Reset", AnswerCodec::write, AnswerCodec::step);
    public static final Method<Answer.Listing> LIST = once("List", AnswerCodec::write, AnswerCodec::listing);
    public static final Method<Answer.Description> DESCRIBE =
            once("Describe", AnswerCodec::write, AnswerCodec::description);
    public static final Method<Answer.Story> WHY = once("Why", AnswerCodec::write, AnswerCodec::story);
    public static final Method<Answer.Events> EVENTS = stream("Events", AnswerCodec::write, AnswerCodec::events);
    public static final Method<Answer.Lines> LOGS = stream("Logs", AnswerCodec::write, AnswerCodec::lines);
    public static final Method<Answer.Environment> ENV = once("Env", AnswerCodec::write, AnswerCodec::environment);
    public static final Method<Answer.IncidentList> INCIDENTS =
            once("Incidents", AnswerCodec::write, AnswerCodec::incidents);
    public static final Method<Answer.IncidentShown> SHOW_INCIDENT =
            once("ShowIncident", AnswerCodec::write, AnswerCodec::incident);
    public static final Method<Answer.Forecasts> SIMULATE =
            once("Simulate", AnswerCodec::write, AnswerCodec::forecasts);
    public static final Method<Answer.Done> SAVE = once("Save", AnswerCodec::write, AnswerCodec::done);
    public static final Method<Answer.Step> RESURRECT = stream("Resurrect", AnswerCodec::write, AnswerCodec::step);
    public static final Method<Answer.Done> SHUTDOWN = once("Shutdown", AnswerCodec::write, AnswerCodec::done);

    /** All of them, in the order of the interface file. */
    public static final List<Method<?>> ALL = List.of(
            PING,
            INFO,
            START,
            RESUME,
            STOP,
            RESTART,
            SCALE,
            RELOAD,
            UPDATE,
            ROLLOUT,
            RELEASES,
            DELETE,
            RESET,
            LIST,
            DESCRIBE,
            WHY,
            EVENTS,
            LOGS,
            ENV,
            INCIDENTS,
            SHOW_INCIDENT,
            SIMULATE,
            SAVE,
            RESURRECT,
            SHUTDOWN);

    /** The method of that name, without its interface. */
    public static Optional<Method<?>> named(String name) {
        for (var method : ALL) {
            if (method.name.equals(name)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** As called on the wire. */
    public String qualifiedName() {
        return INTERFACE + "." + name;
    }

    public Json.Obj write(R answer) {
        return writer.apply(answer);
    }

    /**
     * Reads an answer of a daemon, which may be newer: what it adds is skipped.
     *
     * @throws daruma.control.json.BadJson if it is not an answer of this method
     */
    public R read(Json.Obj parameters) {
        return Fields.read(parameters, "", Fields.Rule.LENIENT, reader);
    }

    private static <R extends Answer> Method<R> once(
            String name, Function<R, Json.Obj> writer, Function<Fields, R> reader) {
        return new Method<>(name, false, writer, reader);
    }

    private static <R extends Answer> Method<R> stream(
            String name, Function<R, Json.Obj> writer, Function<Fields, R> reader) {
        return new Method<>(name, true, writer, reader);
    }
}
