package daruma.cli.command;

import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.control.Exit;
import daruma.control.json.Json;

/** Prints the version. */
final class VersionCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("version", "Prints the version of this command line.")
                .example("daruma version", "the daemon's own: daruma info")
                .group("What is shown", Options.OUTPUT)
                .build();
    }

    @Override
    public int run(Run run) {
        if (run.forScripts()) {
            run.printJson(Json.object().put("version", run.version()).build());
        } else {
            run.print(run.version());
        }
        return Exit.OK;
    }
}
