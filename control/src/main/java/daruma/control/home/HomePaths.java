package daruma.control.home;

import daruma.model.AppName;
import daruma.model.Refused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Every path of one home. Nothing of it needs to exist.
 *
 * @param config settings that people write
 * @param state what must survive a reboot; the daemon's lock and its record lie here too
 * @param logs output of the apps, a directory each, and the daemon's own log
 * @param socket where the daemon answers
 * @param cache what can be made again
 */
public record HomePaths(Path config, Path state, Path logs, Path socket, Path cache) {
    /** What fits into a Unix socket address: {@code sun_path} has 108 bytes, the last one is NUL. */
    public static final int MAX_SOCKET_BYTES = 107;

    /** The packaged service: one home for the machine. */
    public static final HomePaths SYSTEM = new HomePaths(
            Path.of("/etc/daruma"),
            Path.of("/var/lib/daruma"),
            Path.of("/var/log/daruma"),
            Path.of("/run/daruma/daruma.sock"),
            Path.of("/var/cache/daruma"));

    /** Everything below one directory, as {@code DARUMA_HOME} asks for. */
    public static HomePaths below(Path home) {
        var root = home.toAbsolutePath().normalize();
        return new HomePaths(
                root.resolve("config"),
                root.resolve("state"),
                root.resolve("logs"),
                root.resolve("daruma.sock"),
                root.resolve("cache"));
    }

    /**
     * The home that this environment means: {@code DARUMA_HOME}; {@code DARUMA_SYSTEM=1}, as the packaged unit sets it;
     * {@code ~/.daruma} if it exists; else the XDG directories.
     *
     * @param userHome absolute; used where neither {@code DARUMA_HOME} nor XDG variables say otherwise
     * @param isDirectory whether a path is an existing directory
     * @throws Refused if {@code DARUMA_HOME} is set but not absolute: a relative one would mean another home in each
     *     directory
     */
    public static HomePaths of(Map<String, String> environment, Path userHome, Predicate<Path> isDirectory) {
        var override = environment.getOrDefault("DARUMA_HOME", "");
        if (!override.isEmpty()) {
            var home = Path.of(override);
            if (!home.isAbsolute()) {
                throw new Refused("DARUMA_HOME is \"" + override
                        + "\": it must be an absolute path, or every directory would have a home of its own");
            }
            return below(home);
        }
        if (environment.getOrDefault("DARUMA_SYSTEM", "").equals("1")) {
            return SYSTEM;
        }
        var dotDaruma = userHome.resolve(".daruma");
        if (isDirectory.test(dotDaruma)) {
            return below(dotDaruma);
        }
        var states = xdg(environment, "XDG_STATE_HOME", userHome.resolve(".local/state"));
        var state = states.resolve("daruma");
        return new HomePaths(
                xdg(environment, "XDG_CONFIG_HOME", userHome.resolve(".config")).resolve("daruma"),
                state,
                state.resolve("logs"),
                xdg(environment, "XDG_RUNTIME_DIR", states).resolve("daruma").resolve("daruma.sock"),
                xdg(environment, "XDG_CACHE_HOME", userHome.resolve(".cache")).resolve("daruma"));
    }

    /** As {@link #of(Map, Path, Predicate)}, for this process. */
    public static HomePaths ofThisProcess() {
        var environment = System.getenv();
        var userHome = environment.getOrDefault("HOME", "");
        return of(
                environment,
                Path.of(userHome.startsWith("/") ? userHome : System.getProperty("user.home", "/")),
                Files::isDirectory);
    }

    /** Where the daemon that holds this home says who and where it is: a {@link HolderRecord}. */
    public Path holder() {
        return state.resolve("daemon");
    }

    /** The directory of an app's log files. */
    public Path logsOf(AppName app) {
        return logs.resolve(app.value());
    }

    /** The daemon's own log. */
    public Path daemonLog() {
        return logs.resolve("daemon.log");
    }

    /**
     * Makes sure that the socket can exist.
     *
     * @throws Refused if the path of the socket is longer than the system allows, with the way out
     */
    public void requireSocketFits() {
        var bytes = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_SOCKET_BYTES) {
            throw new Refused("the path of the socket has " + bytes + " bytes, and a Unix socket allows "
                    + MAX_SOCKET_BYTES + ": " + socket + ". Set DARUMA_HOME to a shorter directory");
        }
    }

    /** XDG says: a relative path in these variables is invalid and ignored. */
    private static Path xdg(Map<String, String> environment, String variable, Path otherwise) {
        var value = environment.getOrDefault(variable, "");
        return value.startsWith("/") ? Path.of(value) : otherwise;
    }
}
