package daruma.cli.command;

import daruma.cli.startup.InitSystem;
import daruma.cli.startup.ServiceFile;
import daruma.cli.startup.Standing;
import daruma.control.Answer;
import daruma.control.Exit;
import daruma.control.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says how starting at boot stands: what is installed, enabled and running, and what is not as this version writes it. */
final class StartupCheck {
    private static final Path LINGERING = Path.of("/var/lib/systemd/linger");

    private final Run run;
    private final BootService boot;
    private final List<String> wrong = new ArrayList<>();

    StartupCheck(Run run, BootService boot) {
        this.run = run;
        this.boot = boot;
    }

    /**
     * Tells.
     *
     * @return 0 if all is as it should be, 3 if nothing is set up, 1 if something differs
     */
    int tell() {
        var there =
                boot.files().stream().filter(file -> Files.exists(file.path())).count();
        say("init", boot.init().word() + (boot.service().ofUser() ? ", your own" : ", of the machine"));
        for (var file : boot.files()) {
            say("file", file.path() + ": " + judged(file));
        }
        if (there == 0) {
            run.print("not set up. Set it up with: daruma startup"
                    + (boot.service().ofUser() ? " --user" : ""));
            return Exit.NOT_RUNNING;
        }
        if (boot.image().isEmpty()) {
            standing(boot.standing());
        }
        linger(run.outside().user(), boot).ifPresent(text -> say("linger", text));
        if (wrong.isEmpty()) {
            run.print(run.style().yes() + " all is as it should be");
            return Exit.OK;
        }
        run.print(run.style().no() + " " + String.join("; ", wrong) + ". Put right with: daruma startup"
                + (boot.service().ofUser() ? " --user" : ""));
        return Exit.FAILED;
    }

    /** Whether a file is there, word for word. */
    static boolean asWritten(ServiceFile file) {
        try {
            return Files.exists(file.path()) && Files.readString(file.path()).equals(file.text());
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** What the user of a service of his own has to know; empty if there is nothing. */
    static Optional<String> linger(String user, BootService boot) {
        if (!boot.service().ofUser() || boot.init() != InitSystem.SYSTEMD) {
            return Optional.empty();
        }
        return Optional.of(
                Files.exists(LINGERING.resolve(user))
                        ? "on: it starts at boot and outlives your sessions"
                        : "off: it starts with your first login and ends with your last session. Switch it on with:"
                                + " loginctl enable-linger");
    }

    private void standing(Standing standing) {
        say("enabled", standing.enabled() ? "yes" : "no");
        say("running", standing.active() ? "yes" + pid(standing) : "no");
        require(standing.enabled(), "it is not enabled");
        require(standing.active(), "it does not run");
        require(!standing.stale(), boot.init().word() + " has not read the changed files yet");
        var daemon = InfoCommand.ask(run, boot.link());
        if (daemon instanceof Outcome.Ok<Answer.DaemonInfo>(var info)) {
            boolean kept = standing.pid().isEmpty() || standing.pid().getAsLong() == info.pid();
            say(
                    "daemon",
                    "pid " + info.pid() + ", version " + info.version()
                            + (kept ? "" : ", which the service does not keep up"));
            require(kept, "the daemon of this home runs outside of the service");
            info.notices().forEach(notice -> say("notice", notice));
        } else {
            say("daemon", "does not answer");
            require(false, "the daemon does not answer");
        }
    }

    private static String pid(Standing standing) {
        return standing.pid().isPresent() ? ", pid " + standing.pid().getAsLong() : "";
    }

    private String judged(ServiceFile file) {
        if (!Files.exists(file.path())) {
            wrong.add(file.path().getFileName() + " is missing");
            return "missing";
        }
        if (!asWritten(file)) {
            wrong.add(file.path().getFileName() + " differs");
            return "differs from what this version writes (see: daruma startup --print)";
        }
        return "as it should be";
    }

    private void require(boolean fact, String otherwise) {
        if (!fact) {
            wrong.add(otherwise);
        }
    }

    private void say(String what, String text) {
        run.print(String.format("%-9s %s", what, text));
    }
}
