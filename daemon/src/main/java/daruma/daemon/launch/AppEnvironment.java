package daruma.daemon.launch;

import daruma.incidents.gather.Preparation;
import daruma.model.AppSpec;
import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import daruma.model.ProgramKind;
import daruma.model.Readiness;
import daruma.process.launch.Launch;
import daruma.state.change.PortVariables;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The environment that a program is started with. Later wins: what the shell of the user had, what Daruma tells each
 * instance, what was declared for the app.
 */
public final class AppEnvironment {
    /** The file that exists once a Node program has said {@code process.send('ready')}, as our preload writes it. */
    public static final String READY_FILE = "DARUMA_READY_FILE";

    /** Tells programs of the socket on which they may say and ask; the library {@code graceful} looks for it. */
    public static final String WORD_SOCKET = "DARUMA_SOCKET";

    /** The port that {@code listen} of a Node program takes from descriptor 3, as our other preload does it. */
    private static final String LISTEN_PORT = "DARUMA_LISTEN_PORT";
    /** What that preload takes for readiness: {@code listening}, or nothing because the program {@code said} decides. */
    private static final String READY_WHEN = "DARUMA_READY_WHEN";

    private AppEnvironment() {}

    /**
     * The variables of one launch, but for the cookie, which the launcher adds.
     *
     * @param notifySocket where sd_notify messages are heard, if they are
     * @param wordSocket where lines are heard and answered, if they are
     * @param nodePreload the script that gives Node programs their {@code process.send}, if it is installed
     * @param crashDirectory where the program may leave what it has to say of its own crash
     */
    public static Map<String, String> of(
            DesiredApp app,
            Incarnation incarnation,
            Path runDirectory,
            Optional<Path> notifySocket,
            Optional<Path> wordSocket,
            Optional<Path> nodePreload,
            Optional<Path> crashDirectory) {
        var spec = app.spec();
        int slot = incarnation.instance().slot();
        var env = new TreeMap<>(spec.inheritedEnv());
        env.put("DARUMA_APP", spec.name().value());
        env.put("DARUMA_REPLICA", Integer.toString(slot));
        env.put("DARUMA_INCARNATION", Long.toString(incarnation.number()));
        // What programs written for pm2 look at.
        env.put("NODE_APP_INSTANCE", Integer.toString(slot));
        env.put("pm_id", Integer.toString(app.id()));
        spec.portOf(slot).ifPresent(port -> env.put("PORT", Integer.toString(port)));
        env.remove(WORD_SOCKET);
        wordSocket.ifPresent(socket -> env.put(WORD_SOCKET, socket.toString()));
        env.remove("NOTIFY_SOCKET");
        env.remove(Launch.NOTIFY_FD);
        env.remove("WATCHDOG_USEC");
        env.remove("WATCHDOG_PID");
        var watchdog = spec.health().watchdog();
        boolean says = spec.readiness().rule() == Readiness.Rule.NOTIFY;
        boolean direct = DirectSockets.isDirect(spec);
        // Where the socket accepts before the program does, nothing is better evidence than its own word.
        if (says || direct || watchdog.isPresent()) {
            notifySocket.ifPresent(socket -> env.put("NOTIFY_SOCKET", socket.toString()));
        }
        watchdog.ifPresent(span -> env.put("WATCHDOG_USEC", Long.toString(span.toNanos() / 1_000)));
        env.remove(READY_FILE);
        env.remove(LISTEN_PORT);
        env.putAll(spec.env());
        spec.portOf(slot)
                .ifPresent(port -> PortVariables.of(spec).forEach(name -> env.put(name, Integer.toString(port))));
        if (nodePreload.isPresent() && speaksNode(spec) && (says || direct)) {
            env.put(READY_FILE, runDirectory.resolve("ready").toString());
            if (says) {
                preload(env, nodePreload.get());
            }
            if (direct) {
                env.put(LISTEN_PORT, Integer.toString(spec.port().orElseThrow()));
                env.put(READY_WHEN, says ? "said" : "listening");
                preload(env, nodePreload.get().resolveSibling("listen.cjs"));
            }
        }
        Preparation.add(env, spec, crashDirectory);
        return env;
    }

    /** Beside whatever the user has there. */
    private static void preload(Map<String, String> env, Path script) {
        env.merge("NODE_OPTIONS", requireOption(script), (theirs, ours) -> theirs + " " + ours);
    }

    private static String requireOption(Path script) {
        // NODE_OPTIONS splits at blanks unless quoted, and knows the backslash inside quotes.
        return "--require \"" + script.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    static boolean speaksJava(AppSpec spec) {
        var program = Path.of(spec.command().argv().getFirst()).getFileName();
        return spec.command().kind() == ProgramKind.JAVA
                || (program != null && program.toString().equals("java"));
    }

    private static boolean speaksNode(AppSpec spec) {
        if (spec.command().kind() == ProgramKind.NODE) {
            return true;
        }
        var program = Path.of(spec.command().argv().getFirst()).getFileName();
        return program != null
                && switch (program.toString()) {
                    case "node", "npm", "npx", "yarn", "pnpm", "tsx", "ts-node" -> true;
                    default -> false;
                };
    }
}
