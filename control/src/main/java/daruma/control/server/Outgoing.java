package daruma.control.server;

import daruma.control.Answer;
import daruma.control.Method;
import daruma.control.json.Json;
import daruma.control.varlink.Reply;
import daruma.model.Event;
import daruma.model.LogLine;
import java.util.List;

/** A reply that waits for its turn; turned into bytes when that comes, so that what is dropped costs nothing. */
sealed interface Outgoing {
    /** About how many bytes it keeps alive. */
    int weight();

    /** How many lines or events are lost if it is dropped; 0: it may not be dropped. */
    int items();

    /** Its text. {@code dropped}: how many items before it were dropped since the last reply. */
    Json json(long dropped);

    /** Everything that is ready as it is. */
    record Fixed(Reply reply, int weight) implements Outgoing {
        @Override
        public int items() {
            return 0;
        }

        @Override
        public Json json(long dropped) {
            return reply.json();
        }
    }

    /** An answer of a method. */
    record Typed<R extends Answer>(Method<R> method, R answer, boolean continues) implements Outgoing {
        @Override
        public int weight() {
            return switch ((Answer) answer) {
                case Answer.Lines(var lines, var _) -> 64 + weigh(lines);
                case Answer.Events(var events, var _) ->
                    64 + events.stream().mapToInt(Typed::weigh).sum();
                case Answer.Changed changed ->
                    512 + 4_096 * (changed.apps().size() + changed.failures().size());
                case Answer.Listing listing -> 512 + 4_096 * listing.apps().size();
                case Answer.Description description ->
                    4_096
                            + weigh(description.lines())
                            + description.events().stream()
                                    .mapToInt(Typed::weigh)
                                    .sum();
                case Answer.Story story ->
                    4_096 + story.events().stream().mapToInt(Typed::weigh).sum();
                case Answer.History(var _, var releases) ->
                    512
                            + releases.stream()
                                    .mapToInt(it -> 512 + 256 * it.changes().size())
                                    .sum();
                case Answer.Environment environment ->
                    512 + 200 * environment.variables().size();
                case Answer.IncidentList(var incidents) -> 512 + 1_024 * incidents.size();
                case Answer.IncidentShown(var report) ->
                    2_048
                            + report.bundles().stream()
                                    .flatMap(bundle -> bundle.parts().stream())
                                    .mapToInt(part -> 256 + 2 * part.text().length())
                                    .sum();
                case Answer.Forecasts(var forecasts) ->
                    forecasts.stream()
                            .mapToInt(forecast -> 512 + 512 * forecast.steps().size())
                            .sum();
                case Answer.Done _, Answer.Pong _, Answer.DaemonInfo _, Answer.Progress _ -> 512;
            };
        }

        @Override
        public int items() {
            if (!continues) {
                return 0;
            }
            return switch ((Answer) answer) {
                case Answer.Lines(var lines, var _) -> lines.size();
                case Answer.Events(var events, var _) -> events.size();
                case Answer.Changed _,
                        Answer.Listing _,
                        Answer.Description _,
                        Answer.Story _,
                        Answer.History _,
                        Answer.Environment _,
                        Answer.IncidentList _,
                        Answer.IncidentShown _,
                        Answer.Forecasts _,
                        Answer.Done _,
                        Answer.Pong _,
                        Answer.DaemonInfo _,
                        Answer.Progress _ -> 0;
            };
        }

        @Override
        public Json json(long dropped) {
            var parameters = method.write(answer);
            if (dropped > 0 && parameters.members().get("dropped") instanceof Json.Int(var already)) {
                var counted = Json.object();
                parameters.members().forEach(counted::put);
                parameters = counted.put("dropped", already + dropped).build();
            }
            return Reply.success(parameters, continues).json();
        }

        private static int weigh(List<LogLine> lines) {
            return lines.stream()
                    .mapToInt(line -> 160 + 2 * line.message().length())
                    .sum();
        }

        private static int weigh(Event event) {
            return 320
                    + 2
                            * (event.message().length()
                                    + event.cause().length()
                                    + event.rule().length()
                                    + event.decision().length());
        }
    }
}
