package daruma.cli.command;

import daruma.cli.render.EventText;
import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.cli.terminal.Table;
import daruma.control.Answer;
import daruma.control.Exit;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.control.codec.ScriptJson;
import daruma.control.json.JsonText;
import java.util.OptionalLong;

/** Shows what happened. */
final class EventsCommand implements Command {
    private static final Option FOLLOW = Option.flag("Goes on with new events.", "--follow", "-f", "--watch", "-w");
    private static final Option SINCE_ID = Option.valued("ID", "Only events after this one.", "--since-id");

    @Override
    public Syntax syntax() {
        return Syntax.of("events", "Shows what happened, oldest first.")
                .operands("[APP...]", 0, 1_000)
                .example("daruma events web", "of one app")
                .example("daruma events -f", "goes on; Ctrl-C ends it")
                .example("daruma events -o json", "for scripts: one object a line")
                .group("What is shown", FOLLOW, SINCE_ID, Options.OUTPUT)
                .build();
    }

    @Override
    public int run(Run run) {
        var follow = run.given().has(FOLLOW);
        var since = run.given().value(SINCE_ID).map(EventsCommand::id).orElse(OptionalLong.empty());
        var heading = new boolean[] {true};
        var last = new OptionalLong[] {since};
        try (var following = new Following(run, run::flush)) {
            var outcome = following.<Answer.Events>stream(
                    _ -> new Request.Events(run.given().operands(), last[0], follow), events -> {
                        print(run, events, heading[0]);
                        heading[0] = false;
                        if (!events.events().isEmpty()) {
                            last[0] = OptionalLong.of(events.events().getLast().id());
                        }
                    });
            run.flush();
            return switch (outcome) {
                case Outcome.Ok<Answer.Events> _ -> Exit.OK;
                case Outcome.Failed<Answer.Events>(Fault.Cancelled _)
                when run.outside().interrupts().interrupted() -> Exit.INTERRUPTED;
                case Outcome.Failed<Answer.Events>(var fault) -> throw Run.failure(fault);
            };
        }
    }

    private static void print(Run run, Answer.Events events, boolean heading) {
        if (events.dropped() > 0) {
            run.warn(events.dropped() + " events were skipped, because they came faster than they could be read");
        }
        if (run.isTable()) {
            var lines = Table.lines(EventText.columns(run.now()), events.events(), run.width(), run.style());
            for (var line : heading ? lines : lines.subList(1, lines.size())) {
                run.print(line);
            }
        } else {
            for (var event : events.events()) {
                run.print(JsonText.print(ScriptJson.event(event)));
            }
        }
        run.flush();
    }

    private static OptionalLong id(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            throw new Failure(Exit.USAGE, "--since-id is \"" + text + "\": use the id of an event, a whole number");
        }
    }
}
