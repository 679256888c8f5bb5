package daruma.cli.command;

import daruma.cli.syntax.Syntax;
import daruma.control.Exit;
import daruma.control.Request;

/** Remembers the present set of apps. */
final class SaveCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("save", "Remembers the present set of apps, for daruma resurrect.")
                .example("daruma save", "what is declared now can be brought back")
                .note(
                        "Every change is kept by itself and survives the daemon and a reboot; this is a further copy to go back to.")
                .build();
    }

    @Override
    public int run(Run run) {
        try (var client = run.daemon()) {
            run.ask(client, new Request.Save());
            run.say(run.talkStyle().yes() + " saved. Bring it back with: daruma resurrect");
            return Exit.OK;
        }
    }
}
