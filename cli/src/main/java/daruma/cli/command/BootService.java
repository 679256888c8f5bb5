package daruma.cli.command;

import daruma.cli.daemon.DaemonLink;
import daruma.cli.startup.InitSystem;
import daruma.cli.startup.Orders;
import daruma.cli.startup.Service;
import daruma.cli.startup.ServiceFile;
import daruma.cli.startup.ServiceFiles;
import daruma.cli.startup.Shell;
import daruma.cli.startup.Standing;
import daruma.cli.syntax.Option;
import daruma.cli.terminal.Failure;
import daruma.control.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which service the commands about starting at boot are about, by what was typed and where.
 *
 * @param image the root of a file system that does not run; empty: this machine
 * @param uid of the caller
 */
record BootService(
        InitSystem init,
        Service service,
        Optional<Path> image,
        List<ServiceFile> files,
        long uid,
        DaemonLink link,
        Shell shell) {
    static final Option USER = Option.flag("A service of your own service manager; needs no root.", "--user");
    static final Option RUN_AS =
            Option.valued("USER", "The machine's service runs as this user; root if not given.", "--run-as", "-u");
    static final Option HOME = Option.valued("DIR", "With --run-as: that user's home directory.", "--hp");
    static final Option NAME = Option.valued("NAME", "The service's name, daruma if not given.", "--service-name");
    static final Option ROOT = Option.valued(
            "DIR", "Works on the file system of an image below this directory; starts nothing.", "--root");

    /** What of the caller's environment says which home is meant. */
    private static final List<String> HOME_VARIABLES =
            List.of("DARUMA_HOME", "DARUMA_SYSTEM", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME");

    static BootService of(Run run) {
        var given = run.given();
        var outside = run.outside();
        var image =
                given.value(ROOT).map(root -> outside.directory().resolve(root).normalize());
        boolean ofUser = given.has(USER);
        var runAs = given.value(RUN_AS).filter(user -> !user.equals("root"));
        if (ofUser && (runAs.isPresent() || image.isPresent())) {
            throw new Failure(
                    Exit.USAGE, "--user is a service of your own, here: it goes with neither --run-as nor --root");
        }
        var name = given.value(NAME).orElse("daruma");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            throw new Failure(
                    Exit.USAGE, "--service-name is \"" + name + "\": use letters, digits, and _ . - between them");
        }
        var init = given.operands().stream()
                .findFirst()
                .map(BootService::named)
                .or(() -> InitSystem.of(image.orElse(Path.of("/")), image.isEmpty()))
                .orElseThrow(
                        () -> new Failure(
                                Exit.FAILED,
                                "no init system that Daruma knows runs this machine. Name one (" + known()
                                        + ") to see its files with --print, or run \"daruma resurrect\" from crontab's @reboot"));
        var env = environment(run, runAs);
        var bin = bin(run);
        var link = run.link(env);
        var service = new Service(
                name,
                ofUser,
                runAs,
                bin,
                new TreeMap<>(forService(run, env)),
                0,
                link.home().logs().resolve("launchd.log"));
        var shell = new Shell(forCommands(outside.env()));
        if (init == InitSystem.SYSTEMD) {
            service = withVersion(service, shell);
        }
        var directory = ServiceFiles.directory(init, ofUser, image.orElse(Path.of("/")), outside.env())
                .orElseThrow(() -> new Failure(
                        Exit.USAGE, init.word() + " has no services of users: leave out --user, or use --run-as"));
        return new BootService(init, service, image, ServiceFiles.of(init, service, directory), ownUid(), link, shell);
    }

    Orders orders() {
        return Orders.of(init, service, image, files.getFirst().path(), uid);
    }

    Standing standing() {
        return Standing.of(init, service, shell, uid);
    }

    /** As people call it. */
    String title() {
        return init == InitSystem.SYSTEMD ? service.name() + ".service" : service.name();
    }

    /** Whether the daemon that is meant is one of the caller's own, to be started and ended by him. */
    boolean own() {
        return service.user().isEmpty();
    }

    /** Where the launcher notes down who keeps the daemon of the home up. */
    Path note() {
        return link.home().state().resolve("service");
    }

    /** Refuses who may not do it, with what he can do instead. */
    void requireRights(Run run, String command) {
        if (service.ofUser() || image.isPresent() || run.outside().user().equals("root")) {
            return;
        }
        var path = run.outside().env().getOrDefault("PATH", "/usr/bin:/bin");
        var user = run.outside().user();
        var home = run.outside().env().getOrDefault("HOME", "/");
        run.print("sudo env PATH=" + path + " JAVA_HOME=" + System.getProperty("java.home", "") + " " + service.daruma()
                + " " + command + " " + init.word() + " --run-as " + user + " --hp " + home);
        throw new Failure(
                Exit.REFUSED,
                "a service of the machine needs root: run the line above. Or without root, as a service of your own: daruma "
                        + command + " --user");
    }

    private static InitSystem named(String word) {
        return InitSystem.named(word)
                .orElseThrow(() -> new Failure(Exit.USAGE, "Daruma has no files for \"" + word + "\": use " + known()));
    }

    private static String known() {
        return Arrays.stream(InitSystem.values()).map(InitSystem::word).collect(Collectors.joining(", "));
    }

    /** The environment of whoever the service will be. */
    private static Map<String, String> environment(Run run, Optional<String> runAs) {
        var env = new TreeMap<>(run.outside().env());
        if (runAs.isPresent()) {
            env.keySet().removeAll(HOME_VARIABLES.subList(2, HOME_VARIABLES.size()));
            env.remove("XDG_RUNTIME_DIR");
            env.put(
                    "HOME",
                    run.given()
                            .value(HOME)
                            .orElseThrow(() -> new Failure(
                                    Exit.USAGE,
                                    "--run-as " + runAs.get() + " needs --hp with that user's home directory")));
        }
        return env;
    }

    private static Map<String, String> forService(Run run, Map<String, String> env) {
        var kept = new TreeMap<String, String>();
        for (var variable : HOME_VARIABLES) {
            var value = env.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                kept.put(variable, value);
            }
        }
        if (!run.given().has(USER)) {
            kept.put("HOME", env.getOrDefault("HOME", "/root"));
        }
        // The launcher finds another one should this one go away.
        kept.put("JAVA_HOME", System.getProperty("java.home", ""));
        return kept;
    }

    /** A session without a login, as of su, does not know its own service manager. */
    private static Map<String, String> forCommands(Map<String, String> env) {
        var runtime = "/run/user/" + ownUid();
        if (env.getOrDefault("XDG_RUNTIME_DIR", "").isEmpty() && Files.isDirectory(Path.of(runtime))) {
            var more = new TreeMap<>(env);
            more.put("XDG_RUNTIME_DIR", runtime);
            return more;
        }
        return env;
    }

    private static Path bin(Run run) {
        return run.outside()
                .daemonCommand()
                .map(Path::of)
                .map(Path::getParent)
                .orElseThrow(() -> new Failure(
                        Exit.FAILED,
                        "this installation does not say where its daemon is (system property daruma.daemon.command)."
                                + " Use the daruma script that comes with it"));
    }

    private static Service withVersion(Service service, Shell shell) {
        var words = shell.run(List.of("systemctl", "--version")).said().split("\\s+", 3);
        var version = words.length > 1 && words[1].matches("[0-9]{2,5}") ? Integer.parseInt(words[1]) : 0;
        return new Service(
                service.name(),
                service.ofUser(),
                service.user(),
                service.bin(),
                service.environment(),
                version,
                service.log());
    }

    private static long ownUid() {
        try {
            return ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        } catch (IOException | UnsupportedOperationException noProc) {
            return 0;
        }
    }
}
