package daruma.cli.command;

import daruma.control.ControlClient;
import daruma.control.Exit;

/** Shows the same again each second, until the user has seen enough. */
final class Watching {
    private static final long PAUSE_MS = 1_000;

    private final Run run;

    Watching(Run run, ControlClient client) {
        this.run = run;
        var thread = Thread.currentThread();
        run.outside().interrupts().onInterrupt(() -> {
            thread.interrupt();
            client.close();
        });
    }

    int tables(Runnable table) {
        var first = true;
        while (!run.outside().interrupts().interrupted()) {
            if (run.outside().outIsTerminal()) {
                run.outside().out().print("\u001b[H\u001b[J");
            } else if (!first && run.isTable()) {
                run.print("");
            }
            first = false;
            table.run();
            run.flush();
            try {
                Thread.sleep(PAUSE_MS);
            } catch (InterruptedException _) {
                break; // that is how the user says it
            }
        }
        return Exit.INTERRUPTED;
    }
}
