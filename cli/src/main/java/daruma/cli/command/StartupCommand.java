package daruma.cli.command;

import daruma.cli.daemon.DaemonLink;
import daruma.cli.startup.Hands;
import daruma.cli.startup.InitSystem;
import daruma.cli.startup.NotDone;
import daruma.cli.startup.ServiceFile;
import daruma.cli.startup.Standing;
import daruma.cli.syntax.Option;
import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Outcome;
import daruma.control.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Has the machine start the daemon, and with it the apps, at boot: all of it or nothing of it. */
final class StartupCommand implements Command {
    private static final Option CHECK =
            Option.flag("Says what is there, and what is not as it should be; changes nothing.", "--check");
    private static final Option PRINT = Option.flag("Prints the files, and does nothing.", "--print");
    private static final Duration DAEMON = Duration.ofSeconds(30);

    @Override
    public Syntax syntax() {
        return Syntax.of("startup", "Starts the daemon and its apps at boot, and has the machine keep the daemon up.")
                .operands("[systemd|openrc|launchd]", 0, 1)
                .example("sudo daruma startup", "a service of the machine, for the apps of root")
                .example("daruma startup --user", "a service of your own")
                .example("daruma startup --check", "is it set up, and does it run?")
                .example("daruma startup --print", "the files that would be written")
                .group(
                        "Which service",
                        BootService.USER,
                        BootService.RUN_AS,
                        BootService.HOME,
                        BootService.NAME,
                        BootService.ROOT)
                .group("What is done", CHECK, PRINT, Options.DRY_RUN)
                .note("Apps that run go on: their daemon ends, and the one that the machine keeps up takes them over.")
                .note(
                        "With systemd the files are NAME.service (the daemon), NAME-apps.service (stops the apps in order at"
                                + " shutdown) and NAME-scopes.service (the control groups of the apps).")
                .build();
    }

    @Override
    public int run(Run run) {
        var boot = BootService.of(run);
        if (run.given().has(PRINT)) {
            for (var file : boot.files()) {
                run.print("# " + file.path());
                run.print(file.text());
            }
            return Exit.OK;
        }
        if (run.given().has(CHECK)) {
            return new StartupCheck(run, boot).tell();
        }
        if (run.given().has(Options.DRY_RUN)) {
            return rehearse(run, boot);
        }
        boot.requireRights(run, "startup");
        return setUp(run, boot);
    }

    private static int rehearse(Run run, BootService boot) {
        for (var file : boot.files()) {
            run.print((StartupCheck.asWritten(file) ? "is as it should be: " : "would write: ") + file.path());
        }
        var orders = boot.orders();
        var commands = new ArrayList<List<String>>(orders.reload());
        commands.addAll(orders.enable());
        if (boot.image().isEmpty()) {
            commands.addAll(orders.start());
        }
        commands.forEach(command -> run.print("would run: " + String.join(" ", command)));
        return Exit.OK;
    }

    private static int setUp(Run run, BootService boot) {
        var hands = new Hands(boot.shell(), step -> run.say("  " + step));
        try {
            if (boot.image().isPresent()) {
                for (var file : boot.files()) {
                    hands.write(file);
                }
                hands.run(boot.orders().enable(), List.of());
                run.say(run.talkStyle().yes() + " " + boot.title() + " starts when this image is booted");
                return Exit.OK;
            }
            var before = boot.standing();
            if (before.enabled()
                    && before.active()
                    && !before.stale()
                    && boot.files().stream().allMatch(StartupCheck::asWritten)) {
                run.say(run.talkStyle().yes() + " " + boot.title()
                        + " is set up already, and runs; nothing was changed");
                lingering(run, boot);
                return Exit.OK;
            }
            place(boot, hands, before);
            start(run, boot, hands, before);
        } catch (NotDone e) {
            var left = hands.takeBack();
            throw new Failure(
                    Exit.FAILED,
                    "cannot have " + boot.title() + " started at boot: " + e.getMessage()
                            + "\nEverything was taken back"
                            + (left.isEmpty() ? "" : ", but: " + String.join("; ", left))
                            + ". Try again, or see: daruma startup"
                            + " --print");
        }
        run.say(run.talkStyle().yes() + " " + boot.title() + " keeps the daemon up and starts at boot"
                + "; apps are as they were. Undo: daruma unstartup"
                + (boot.service().ofUser() ? " --user" : ""));
        lingering(run, boot);
        return Exit.OK;
    }

    private static void place(BootService boot, Hands hands, Standing before) throws NotDone {
        var orders = boot.orders();
        hands.run(List.of(), orders.reload()); // on the way back: after the files
        var changed = false;
        for (ServiceFile file : boot.files()) {
            changed |= hands.write(file);
        }
        if (changed || before.stale()) {
            hands.run(orders.reload(), List.of());
        }
        hands.run(orders.enable(), before.enabled() ? List.of() : orders.disable());
    }

    private static void start(Run run, BootService boot, Hands hands, Standing before) throws NotDone {
        var orders = boot.orders();
        try {
            if (before.active()) {
                hands.run(orders.restart(), List.of());
            } else {
                handOver(run, boot, hands);
                hands.run(orders.start(), orders.stop());
            }
            awaitDaemon(boot.link());
        } catch (NotDone e) {
            throw new NotDone(e.getMessage() + journal(boot));
        }
    }

    /** The daemon that runs without the service ends; what it keeps up goes on and is taken over by the next one. */
    private static void handOver(Run run, BootService boot, Hands hands) throws NotDone {
        if (!(boot.link().reach() instanceof Outcome.Ok<ControlClient>(var client))) {
            return;
        }
        hands.backBy(() -> {
            if (boot.own()) {
                boot.link().reachOrStart(_ -> {}).close();
            }
        });
        try (client) {
            client.call(new Request.Shutdown(false), DAEMON);
        }
        for (var end = System.nanoTime() + DAEMON.toNanos(); System.nanoTime() < end; pause()) {
            if (!(boot.link().reach() instanceof Outcome.Ok<ControlClient>(var again))) {
                run.say("  ended the daemon that ran without the service; its apps go on");
                return;
            }
            again.close();
        }
        throw new NotDone("the daemon that runs now does not end; see: daruma info");
    }

    private static void awaitDaemon(DaemonLink link) throws NotDone {
        for (var end = System.nanoTime() + DAEMON.toNanos(); System.nanoTime() < end; pause()) {
            if (link.reach() instanceof Outcome.Ok<ControlClient>(var client)) {
                try (client) {
                    if (client.call(new Request.Ping(), Run.ANSWER) instanceof Outcome.Ok<Answer.Pong>) {
                        return;
                    }
                }
            }
        }
        throw new NotDone("the daemon does not answer on " + link.home().socket());
    }

    private static void pause() throws NotDone {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotDone("interrupted");
        }
    }

    /** What systemd has kept of the daemon's last words. */
    private static String journal(BootService boot) {
        if (boot.init() != InitSystem.SYSTEMD) {
            return "";
        }
        var command = new ArrayList<>(List.of("journalctl", "-u", boot.title(), "-n", "10", "--no-pager", "-o", "cat"));
        if (boot.service().ofUser()) {
            command.add(1, "--user");
        }
        var said = boot.shell().run(command).said();
        return said.isEmpty() ? "" : "\nIts last words:\n  " + said.replace("\n", "\n  ");
    }

    private static void lingering(Run run, BootService boot) {
        StartupCheck.linger(run.outside().user(), boot).ifPresent(text -> run.say("linger is " + text));
    }
}
