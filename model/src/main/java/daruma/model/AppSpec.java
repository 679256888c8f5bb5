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
 * @param port the port the app serves on; instance {@code n} gets {@code port + n} in {@code PORT}
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
        Dependencies dependencies) {
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
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() + replicas - 1 > 65_535)) {
            throw new Refused("port " + port.getAsInt() + " for " + replicas
                    + " instance(s) does not exist: ports go from 1 to 65535");
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
                Dependencies.NONE);
    }

    /** The port that instance {@code slot} is told to serve on. */
    public OptionalInt portOf(int slot) {
        return port.isPresent() ? OptionalInt.of(port.getAsInt() + slot) : OptionalInt.empty();
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
                    dependencies);
        }
    }
}
