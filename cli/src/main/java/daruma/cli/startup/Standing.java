package daruma.cli.startup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a service stands, by the word of its init system.
 *
 * @param enabled whether it starts at boot
 * @param active whether it runs
 * @param pid of its daemon, if the init system knows
 * @param stale whether the init system has not taken note of changed files yet
 */
public record Standing(boolean enabled, boolean active, OptionalLong pid, boolean stale) {

    /** Asks. */
    public static Standing of(InitSystem init, Service service, Shell shell, long uid) {
        return switch (init) {
            case SYSTEMD -> systemd(service, shell);
            case OPENRC ->
                new Standing(
                        shell.run(List.of("rc-update", "show", "default"))
                                .said()
                                .lines()
                                .anyMatch(line ->
                                        line.strip().split("[ |]+", 2)[0].equals(service.name())),
                        shell.run(List.of("rc-service", service.name(), "status"))
                                .done(),
                        OptionalLong.empty(),
                        false);
            case LAUNCHD -> {
                var label = (service.ofUser() ? "gui/" + uid : "system") + "/" + ServiceFiles.label(service);
                boolean loaded = shell.run(List.of("launchctl", "print", label)).done();
                yield new Standing(loaded, loaded, OptionalLong.empty(), false);
            }
        };
    }

    private static Standing systemd(Service service, Shell shell) {
        var daemon = unit(service, shell, service.name() + ".service");
        var apps = unit(service, shell, service.name() + "-apps.service");
        var pid = daemon.getOrDefault("MainPID", "0");
        return new Standing(
                isEnabled(daemon) && isEnabled(apps),
                isActive(daemon) && isActive(apps),
                pid.matches("[1-9][0-9]{0,9}") ? OptionalLong.of(Long.parseLong(pid)) : OptionalLong.empty(),
                "yes".equals(daemon.get("NeedDaemonReload")) || "yes".equals(apps.get("NeedDaemonReload")));
    }

    private static boolean isEnabled(Map<String, String> unit) {
        return "enabled".equals(unit.get("UnitFileState"));
    }

    private static boolean isActive(Map<String, String> unit) {
        return "active".equals(unit.get("ActiveState"));
    }

    private static Map<String, String> unit(Service service, Shell shell, String unit) {
        var command = new ArrayList<>(Orders.systemctl(service, Optional.empty()));
        command.addAll(
                List.of("show", unit, "--property=ActiveState,UnitFileState,MainPID,NeedDaemonReload", "--no-pager"));
        var values = new HashMap<String, String>();
        shell.run(command).said().lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return values;
    }
}
