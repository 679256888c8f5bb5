package daruma.model;

import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What the user declared: everything that is needed to run an app, and nothing that is observed of it.
 *
 * @param namespace a label by which several apps are selected together
 * @param env what was declared for this app; wins over everything else
 * @param inheritedEnv the environment of the shell that started it, without what belongs to that shell alone
 * @param replicas how many instances run, 1 to {@value #MAX_REPLICAS}
 * @param port the port that clients come to; what an instance gets in {@code PORT} says {@link #portOf}
 */
public record AppSpec(
        AppName name,
        String namespace,
        Command command,
        Map<String, String> env,
        Map<String, String> inheritedEnv,
        int replicas,
        OptionalInt port,
        Readiness readiness,
        RestartPolicy restart,
        StopPolicy stop,
        ProcessSettings process,
        LogPolicy logs,
        Health health,
        Dependencies dependencies,
        Traffic traffic,
        UpdatePolicy update) {
    public static final int MAX_REPLICAS = 1_000;
    public static final String DEFAULT_NAMESPACE = "default";

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,62}");

    public AppSpec {
        env = Map.copyOf(env);
        inheritedEnv = Map.copyOf(inheritedEnv);
        requireEnv(env);
        requireEnv(inheritedEnv);
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new Refused("invalid namespace \"" + namespace + "\": use 1 to 63 letters, digits or . _ -");
        }
        if (replicas < 1 || replicas > MAX_REPLICAS) {
            throw new Refused("the number of instances is " + replicas + ": use 1 to " + MAX_REPLICAS);
        }
        requirePorts(port, traffic.shared() ? 1 : replicas);
        requirePorts(traffic.backendPort(), replicas);
        if (traffic.shared() && port.isEmpty()) {
            throw new Refused("a port that is shared must be declared: say which");
        }
        if (readiness.rule() == Readiness.Rule.PORT && port.isEmpty()) {
            throw new Refused("readiness by port needs a port: declare one");
        }
    }

    /** An app with every default, in the default namespace. */
    public static AppSpec of(AppName name, Command command) {
        return new AppSpec(
                name,
                DEFAULT_NAMESPACE,
                command,
                Map.of(),
                Map.of(),
                1,
                OptionalInt.empty(),
                Readiness.DEFAULT,
                RestartPolicy.DEFAULT,
                StopPolicy.DEFAULT,
                ProcessSettings.DEFAULT,
                LogPolicy.DEFAULT,
                Health.DEFAULT,
                Dependencies.NONE,
                Traffic.OWN,
                UpdatePolicy.DEFAULT);
    }

    /** The port that instance {@code slot} is told to serve on; one of its own, but where the socket is handed to all. */
    public OptionalInt portOf(int slot) {
        return switch (traffic.mode()) {
            case OWN -> plus(port, slot);
            case BALANCED -> plus(traffic.backendPort(), slot);
            case DIRECT -> port;
        };
    }

    private static OptionalInt plus(OptionalInt first, int slot) {
        return first.isPresent() ? OptionalInt.of(first.getAsInt() + slot) : OptionalInt.empty();
    }

    private static void requirePorts(OptionalInt first, int count) {
        if (first.isPresent() && (first.getAsInt() < 1 || first.getAsInt() + count - 1 > 65_535)) {
            throw new Refused("port " + first.getAsInt() + " for " + count
                    + " instance(s) does not exist: ports go from 1 to 65535");
        }
    }

    public AppSpec withNamespace(String value) {
        return with(draft -> draft.namespace = value);
    }

    public AppSpec withEnv(Map<String, String> value) {
        return with(draft -> draft.env = value);
    }

    public AppSpec withInheritedEnv(Map<String, String> value) {
        return with(draft -> draft.inheritedEnv = value);
    }

    public AppSpec withReplicas(int value) {
        return with(draft -> draft.replicas = value);
    }

    public AppSpec withPort(int value) {
        return with(draft -> draft.port = OptionalInt.of(value));
    }

    public AppSpec withReadiness(Readiness value) {
        return with(draft -> draft.readiness = value);
    }

    public AppSpec withRestart(RestartPolicy value) {
        return with(draft -> draft.restart = value);
    }

    public AppSpec withStop(StopPolicy value) {
        return with(draft -> draft.stop = value);
    }

    public AppSpec withProcess(ProcessSettings value) {
        return with(draft -> draft.process = value);
    }

    public AppSpec withLogs(LogPolicy value) {
        return with(draft -> draft.logs = value);
    }

    public AppSpec withHealth(Health value) {
        return with(draft -> draft.health = value);
    }

    public AppSpec withDependencies(Dependencies value) {
        return with(draft -> draft.dependencies = value);
    }

    public AppSpec withTraffic(Traffic value) {
        return with(draft -> draft.traffic = value);
    }

    public AppSpec withUpdate(UpdatePolicy value) {
        return with(draft -> draft.update = value);
    }

    private AppSpec with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.spec();
    }

    private static void requireEnv(Map<String, String> env) {
        for (var entry : env.entrySet()) {
            var key = entry.getKey();
            if (key.isEmpty()
                    || key.indexOf('=') >= 0
                    || key.indexOf('\0') >= 0
                    || entry.getValue().indexOf('\0') >= 0) {
                throw new Refused("invalid environment variable \"" + key
                        + "\": a name is not empty and has no '=', and neither it nor its value has a NUL character");
            }
        }
    }

    /** All the parts but the name, to change one of them. */
    private static final class Draft {
        private final AppName name;
        private String namespace;
        private Command command;
        private Map<String, String> env;
        private Map<String, String> inheritedEnv;
        private int replicas;
        private OptionalInt port;
        private Readiness readiness;
        private RestartPolicy restart;
        private StopPolicy stop;
        private ProcessSettings process;
        private LogPolicy logs;
        private Health health;
        private Dependencies dependencies;
        private Traffic traffic;
        private UpdatePolicy update;

        Draft(AppSpec from) {
            name = from.name;
            namespace = from.namespace;
            command = from.command;
            env = from.env;
            inheritedEnv = from.inheritedEnv;
            replicas = from.replicas;
            port = from.port;
            readiness = from.readiness;
            restart = from.restart;
            stop = from.stop;
            process = from.process;
            logs = from.logs;
            health = from.health;
            dependencies = from.dependencies;
            traffic = from.traffic;
            update = from.update;
        }

        AppSpec spec() {
            return new AppSpec(
                    name,
                    namespace,
                    command,
                    env,
                    inheritedEnv,
                    replicas,
                    port,
                    readiness,
                    restart,
                    stop,
                    process,
                    logs,
                    health,
                    dependencies,
                    traffic,
                    update);
        }
    }
}
