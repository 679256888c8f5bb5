package daruma.cli.command;

import daruma.cli.startup.Hands;
import daruma.cli.startup.NotDone;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Takes away what {@link StartupCommand} set up. No app is touched: the daemon goes on under its own holder. */
final class UnstartupCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("unstartup", "Ends starting at boot; what runs goes on until the machine is restarted.")
                .operands("[systemd|openrc|launchd]", 0, 1)
                .example("sudo daruma unstartup", "takes the machine's service away")
                .example("daruma unstartup --user", "takes your own service away")
                .group(
                        "Which service",
                        BootService.USER,
                        BootService.RUN_AS,
                        BootService.HOME,
                        BootService.NAME,
                        BootService.ROOT)
                .group("What is done", Options.DRY_RUN)
                .build();
    }

    @Override
    public int run(Run run) {
        var boot = BootService.of(run);
        var there =
                boot.files().stream().filter(file -> Files.exists(file.path())).toList();
        if (there.isEmpty()) {
            run.say("nothing to take away: " + boot.title() + " is not set up");
            return Exit.OK;
        }
        if (run.given().has(Options.DRY_RUN)) {
            there.forEach(file -> run.print("would remove: " + file.path()));
            return Exit.OK;
        }
        boot.requireRights(run, "unstartup");
        var hands = new Hands(boot.shell(), step -> run.say("  " + step));
        boolean ran = boot.image().isEmpty()
                && boot.link().reach() instanceof Outcome.Ok<ControlClient>(var client)
                && closed(client);
        try {
            var orders = boot.orders();
            hands.run(List.of(), orders.reload());
            if (boot.image().isEmpty()) {
                hands.run(orders.stop(), orders.start());
            }
            hands.run(orders.disable(), orders.enable());
            for (var file : there) {
                hands.remove(file.path());
            }
            hands.run(orders.reload(), List.of());
            Files.deleteIfExists(boot.note());
        } catch (NotDone | IOException e) {
            var left = hands.takeBack();
            throw new Failure(
                    Exit.FAILED,
                    "cannot take " + boot.title() + " away: " + e.getMessage() + ". Everything is as it was"
                            + (left.isEmpty() ? "" : ", but: " + String.join("; ", left)));
        }
        if (ran && boot.own()) {
            boot.link().reachOrStart(what -> run.say("  " + what)).close();
        }
        run.say(run.talkStyle().yes() + " " + boot.title() + " is gone"
                + (ran
                        ? boot.own()
                                ? "; the daemon and its apps go on until the machine is restarted"
                                : "; the apps go on without a daemon. Bring it back with: daruma resurrect"
                        : ""));
        return Exit.OK;
    }

    private static boolean closed(ControlClient client) {
        client.close();
        return true;
    }
}
