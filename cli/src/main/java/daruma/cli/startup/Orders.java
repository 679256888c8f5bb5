package daruma.cli.startup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The command lines by which an init system is told to do something with a service.
 *
 * @param enable start it at boot
 * @param reload take note of changed files
 * @param start now
 * @param restart with changed files; its apps are not touched
 * @param stop now; its apps are not touched
 * @param disable do not start it at boot any more
 */
public record Orders(
        List<List<String>> enable,
        List<List<String>> reload,
        List<List<String>> start,
        List<List<String>> restart,
        List<List<String>> stop,
        List<List<String>> disable) {

    /**
     * The commands for a service.
     *
     * @param image the root of a file system that does not run; empty: this machine
     * @param file of the service, the first one
     * @param uid of the caller
     */
    public static Orders of(InitSystem init, Service service, Optional<Path> image, Path file, long uid) {
        return switch (init) {
            case SYSTEMD -> systemd(service, image);
            case OPENRC -> openrc(service);
            case LAUNCHD -> launchd(service, file, uid);
        };
    }

    /** The first words of a command to systemd. */
    static List<String> systemctl(Service service, Optional<Path> image) {
        return image.map(root -> List.of("systemctl", "--root=" + root))
                .orElse(service.ofUser() ? List.of("systemctl", "--user") : List.of("systemctl"));
    }

    private static Orders systemd(Service service, Optional<Path> image) {
        var to = systemctl(service, image);
        var daemon = service.name() + ".service";
        var apps = service.name() + "-apps.service";
        var scopes = service.name() + "-scopes.service";
        var reload = image.isPresent() ? List.<List<String>>of() : List.of(and(to, "daemon-reload"));
        return new Orders(
                List.of(and(to, "enable", daemon, apps)),
                reload,
                List.of(and(to, "start", daemon, apps)),
                List.of(and(to, "restart", daemon), and(to, "start", apps)),
                // One by one: without the daemon, stopping the second stops no apps.
                List.of(and(to, "stop", daemon), and(to, "stop", apps), and(to, "stop", scopes)),
                List.of(and(to, "disable", daemon, apps)));
    }

    private static Orders openrc(Service service) {
        var name = service.name();
        return new Orders(
                List.of(List.of("rc-update", "add", name, "default")),
                List.of(),
                List.of(List.of("rc-service", name, "start")),
                List.of(List.of("rc-service", name, "restart")),
                List.of(List.of("rc-service", name, "stop")),
                List.of(List.of("rc-update", "del", name, "default")));
    }

    private static Orders launchd(Service service, Path file, long uid) {
        var domain = service.ofUser() ? "gui/" + uid : "system";
        var bootstrap = List.of("launchctl", "bootstrap", domain, file.toString());
        var bootout = List.of("launchctl", "bootout", domain + "/" + ServiceFiles.label(service));
        // Loaded is started, and what lies in its directory is loaded at boot.
        return new Orders(
                List.of(), List.of(), List.of(bootstrap), List.of(bootout, bootstrap), List.of(bootout), List.of());
    }

    private static List<String> and(List<String> words, String... more) {
        return Stream.concat(words.stream(), Stream.of(more)).toList();
    }
}
