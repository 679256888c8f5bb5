package daruma.cli.startup;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What stands in the files of a service. Pure but for reading the templates. */
public final class ServiceFiles {
    /** Since then systemd puts the process of a delegated unit into a group below it. */
    private static final int DELEGATES_SUBGROUP = 254;

    private static final String LABEL = "io.github.daruma-pm.";

    private ServiceFiles() {}

    /**
     * The files for an init system.
     *
     * @param directory where it looks for them
     */
    public static List<ServiceFile> of(InitSystem init, Service service, Path directory) {
        return switch (init) {
            case SYSTEMD ->
                List.of(
                        unit("daruma.service", service.name() + ".service", service, directory),
                        unit("daruma-apps.service", service.name() + "-apps.service", service, directory),
                        unit("daruma-scopes.service", service.name() + "-scopes.service", service, directory));
            case OPENRC ->
                List.of(new ServiceFile(
                        directory.resolve(service.name()),
                        Template.named("openrc").fill(openrc(service)),
                        true));
            case LAUNCHD ->
                List.of(new ServiceFile(
                        directory.resolve(label(service) + ".plist"),
                        Template.named("launchd.plist").fill(launchd(service)),
                        false));
        };
    }

    /** What launchd calls it. */
    public static String label(Service service) {
        return LABEL + service.name();
    }

    private static ServiceFile unit(String template, String name, Service service, Path directory) {
        return new ServiceFile(directory.resolve(name), Template.named(template).fill(systemd(service)), false);
    }

    private static Map<String, List<String>> common(Service service) {
        var values = new HashMap<String, List<String>>();
        values.put("NAME", List.of(service.name()));
        values.put("FOR", List.of(service.user().map(user -> " (" + user + ")").orElse("")));
        values.put("USER", service.user().map(List::of).orElse(List.of()));
        return values;
    }

    private static Map<String, List<String>> systemd(Service service) {
        var values = common(service);
        values.put("SCOPE", List.of(service.ofUser() ? "--user" : "--system"));
        values.put("DARUMA", List.of(command(service.daruma())));
        values.put("DARUMAD", List.of(command(service.darumad())));
        values.put(
                "ENVIRONMENT",
                service.environment().entrySet().stream()
                        .map(e -> quoted(e.getKey() + "=" + e.getValue()))
                        .collect(Collectors.toList()));
        values.get("ENVIRONMENT")
                .add("DARUMA_SERVICE=" + (service.ofUser() ? "user:" : "system:") + service.name() + ".service");
        // A user's manager knows nothing of the network, and may not protect anybody from the kernel.
        values.put("ONLINE", service.ofUser() ? List.of() : List.of("network-online.target"));
        values.put("OOM_SCORE", service.ofUser() ? List.of() : List.of("-900"));
        values.put("TARGET", List.of(service.ofUser() ? "default.target" : "multi-user.target"));
        values.put("SUBGROUP", service.systemdVersion() >= DELEGATES_SUBGROUP ? List.of("keeper") : List.of());
        return values;
    }

    private static Map<String, List<String>> openrc(Service service) {
        var values = common(service);
        values.put(
                "ENVIRONMENT",
                List.of(service.environment().entrySet().stream()
                        .map(e -> e.getKey() + "=" + shell(e.getValue()))
                        .collect(Collectors.joining(" "))));
        values.put("DARUMA", List.of(shell(service.daruma())));
        values.put("DARUMAD", List.of(shell(service.darumad())));
        return values;
    }

    private static Map<String, List<String>> launchd(Service service) {
        var values = common(service);
        values.put("LABEL", List.of(xml(label(service))));
        values.put("DARUMAD", List.of(xml(service.darumad())));
        values.put(
                "ENVIRONMENT_NAME",
                service.environment().keySet().stream().map(ServiceFiles::xml).toList());
        values.put(
                "ENVIRONMENT_VALUE",
                service.environment().values().stream().map(ServiceFiles::xml).toList());
        values.put("LOG", List.of(xml(service.log().toString())));
        return values;
    }

    /** A word of a command line of systemd, where {@code %} and {@code $} have a meaning. */
    private static String command(String path) {
        return quoted(path).replace("$", "$$");
    }

    /**
     * A word as unit files write it.
     *
     * @see <a href="https://man7.org/linux/man-pages/man7/systemd.syntax.7.html">quoting in unit files</a>
     */
    static String quoted(String text) {
        var plain = text.replace("%", "%%");
        return plain.matches("[\\w@%+=:,./-]+")
                ? plain
                : "\"" + plain.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    static String shell(String text) {
        return text.matches("[\\w@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Where an init system looks for files of services, below the root of its machine or image. */
    public static Optional<Path> directory(InitSystem init, boolean ofUser, Path root, Map<String, String> env) {
        var config = env.getOrDefault("XDG_CONFIG_HOME", "");
        var home = Path.of(env.getOrDefault("HOME", "/"));
        return switch (init) {
            case SYSTEMD ->
                Optional.of(
                        !ofUser
                                ? root.resolve("etc/systemd/system")
                                : (config.startsWith("/") ? Path.of(config) : home.resolve(".config"))
                                        .resolve("systemd/user"));
            case OPENRC -> ofUser ? Optional.empty() : Optional.of(root.resolve("etc/init.d"));
            case LAUNCHD ->
                Optional.of(ofUser ? home.resolve("Library/LaunchAgents") : root.resolve("Library/LaunchDaemons"));
        };
    }
}
