package daruma.cli.command;

import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.control.Answer;
import daruma.control.Exit;
import daruma.control.Request;
import daruma.model.InstanceStatus;

/** Prints process ids, for scripts. */
final class PidCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("pid", "Prints process ids, one a line.")
                .operands("[APP...]", 0, 1_000)
                .example("daruma pid web", "of all its instances")
                .example("kill -USR1 $(daruma pid web/0)", "for other tools")
                .group("What is shown", Options.QUIET)
                .note("Exits with 3 if nothing of what was named is running.")
                .build();
    }

    @Override
    public int run(Run run) {
        var selectors = run.given().operands();
        try (var client = run.daemon()) {
            Answer.Listing listing = run.ask(client, new Request.ListApps(selectors));
            var found = false;
            for (var app : listing.apps()) {
                for (var instance : app.instances()) {
                    if (instance.process().isPresent() && selected(instance, selectors)) {
                        run.print(Long.toString(instance.process().get().pid()));
                        found = true;
                    }
                }
            }
            return found || selectors.isEmpty() ? Exit.OK : Exit.NOT_RUNNING;
        }
    }

    /** The daemon lists whole apps; {@code web/0} asks for one instance of them. */
    private static boolean selected(InstanceStatus instance, java.util.List<String> selectors) {
        var slotted = selectors.stream().filter(PidCommand::namesSlot).toList();
        return slotted.size() < selectors.size()
                || selectors.isEmpty()
                || slotted.stream()
                        .anyMatch(s -> s.substring(s.lastIndexOf('/') + 1)
                                .equals(Integer.toString(instance.id().slot())));
    }

    private static boolean namesSlot(String selector) {
        return selector.indexOf('/') > 0;
    }
}
