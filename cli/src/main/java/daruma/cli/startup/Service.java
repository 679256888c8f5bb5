package daruma.cli.startup;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The service that is to keep one home's daemon up.
 *
 * @param name of the service, such as {@code daruma}
 * @param ofUser whether it belongs to a user's own service manager and not to the machine's
 * @param user whom the machine's service runs as; empty: root, or for a service of a user the user
 * @param bin where {@code daruma} and {@code darumad} lie
 * @param environment what names the home and the Java, for the daemon and for commands about it
 * @param systemdVersion 0 if not known
 * @param log where what the launcher itself says goes, where the init system keeps no log
 */
public record Service(
        String name,
        boolean ofUser,
        Optional<String> user,
        Path bin,
        SortedMap<String, String> environment,
        int systemdVersion,
        Path log) {
    public Service {
        environment = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(environment)));
    }

    public String darumad() {
        return bin.resolve("darumad").toString();
    }

    public String daruma() {
        return bin.resolve("daruma").toString();
    }
}
