package daruma.manifest;

import java.util.List;
import java.util.Map;

/** Every key of {@code daruma.yaml}, written once. */
final class AppKeys {
    private static final Key ENV = new Key(
            "env", new Shape.TextMap(), "Environment variables; they win over envFile and over the shell's own.");

    static final List<Key> BACKOFF = List.of(
            new Key("first", new Shape.Time(false), "Wait before the first restart; 0s: at once (the default)."),
            new Key("initial", new Shape.Time(false), "Wait before the second restart; default 200ms."),
            new Key("factor", new Shape.Real(1, 100), "By which each further wait grows; default 2."),
            new Key("max", new Shape.Time(false), "The longest wait; default 30s."),
            new Key("jitter", new Shape.Real(0, 0.9), "Random share of each wait; default 0.2."),
            new Key("reset", new Shape.Time(false), "Readiness of so long starts the waits over; default 60s."));

    static final List<Key> CRASH_LOOP = List.of(
            new Key("deaths", new Shape.Whole(2, 1_000), "So many deaths within `within` are a crash loop; default 5."),
            new Key("within", new Shape.Time(false), "See deaths; default 60s."),
            new Key("window", new Shape.Time(false), "The time that the second rule looks at; default 10m."),
            new Key("minDeaths", new Shape.Whole(2, 1_000), "The second rule needs at least so many; default 3."),
            new Key(
                    "minReadyShare",
                    new Shape.Real(0, 1),
                    "Ready for less than this share of the window is a crash loop; default 0.5."));

    static final List<Key> LOGS = List.of(
            new Key("file", new Shape.Text(), "Where the log goes instead of the home's log directory."),
            new Key("maxSize", new Shape.Size(), "Size at which a new file is begun; default 50MB."),
            new Key("maxFiles", new Shape.Whole(1, 1_000), "How many files are kept; default 10."),
            new Key("maxAge", new Shape.Time(false), "Age at which a new file is begun; default: by size only."),
            new Key("spool", new Shape.Size(), "How much output may wait for the daemon; default 64MB."));

    private static final Key PROBE_PORT = new Key(
            "port",
            new Shape.Whole(1, 65_535),
            "Default, and what the app's own port stands for: the one that this instance serves on.");

    private static final List<Key> HEADER = List.of(
            new Key("name", new Shape.Text(), "Name of the header."), new Key("value", new Shape.Text(), "Its value."));

    static final List<Key> HTTP_GET = List.of(
            new Key("path", new Shape.Text(), "Path and query; default /."),
            PROBE_PORT,
            new Key("scheme", new Shape.Word(List.of("HTTP", "HTTPS")), "Default HTTP; certificates are not verified."),
            new Key("httpHeaders", new Shape.Sections(HEADER), "Headers to send."));

    static final List<Key> PROBE = List.of(
            new Key("httpGet", new Shape.Section(HTTP_GET), "Good: a status from 200 to 399."),
            new Key("tcpSocket", new Shape.Section(List.of(PROBE_PORT)), "Good: a connection is accepted."),
            new Key(
                    "exec",
                    new Shape.Section(List.of(new Key(
                            "command",
                            new Shape.Words(),
                            "Program and arguments; runs in the app's folder as its user."))),
                    "Good: it ends with 0."),
            new Key(
                    "grpc",
                    new Shape.Section(List.of(
                            PROBE_PORT, new Key("service", new Shape.Text(), "Default: the server as a whole."))),
                    "Good: the standard health service says SERVING."),
            new Key(
                    "log",
                    new Shape.Section(
                            List.of(new Key("pattern", new Shape.Text(), "A regular expression, found in a line."))),
                    "Good: such a line was written."),
            new Key("initialDelaySeconds", new Shape.Real(0, 86_400), "From the launch to the first check; default 0."),
            new Key("periodSeconds", new Shape.Real(0.01, 86_400), "From one check to the next; default 10."),
            new Key(
                    "timeoutSeconds",
                    new Shape.Real(0.001, 86_400),
                    "A check without a result by then failed; default 1."),
            new Key("successThreshold", new Shape.Whole(1, 1_000), "So many in a row are a success; default 1."),
            new Key("failureThreshold", new Shape.Whole(1, 1_000_000), "So many in a row are a failure; default 3."),
            new Key(
                    "terminationGracePeriodSeconds",
                    new Shape.Real(0, 86_400),
                    "Instead of stopGracePeriod, when this probe is why the app is stopped."));

    static final List<Key> LIMITS = List.of(
            new Key("memory", new Shape.Size(), "Above it an instance, with all its processes, is restarted."),
            new Key("cpu", new Shape.Cores(), "Processors, such as 1, 0.5 or 500m; more is held back where it can be."),
            new Key("tasks", new Shape.Whole(1, 4_194_304), "Processes and threads of an instance."));

    static final List<Key> UPDATE_CONFIG = List.of(
            new Key("parallelism", new Shape.Whole(1, 1_000), "So many are replaced at once; default 1."),
            new Key("delay", new Shape.Time(false), "From one that is ready to the next; default 0s."),
            new Key(
                    "order",
                    new Shape.Word(List.of("start-first", "stop-first")),
                    "Which comes first, where the port is shared; default start-first."),
            new Key(
                    "monitor",
                    new Shape.Time(false),
                    "What is new must live so long for the update to count; default 30s."),
            new Key("maxFailureRatio", new Shape.Real(0, 1), "So many may fail before the update has; default 0."),
            new Key(
                    "failureAction",
                    new Shape.Word(List.of("rollback", "pause", "continue")),
                    "What follows when an update has failed; default rollback."));

    static final List<Key> SCHEDULE = List.of(new Key(
            "restart", new Shape.Schedule(), "When to restart, as cron writes it: \"0 4 * * *\"; six fields, too."));

    static final List<Key> DEPENDENCY = List.of(
            new Key("app", new Shape.Text(), "Its name."),
            new Key(
                    "condition",
                    new Shape.Word(List.of("started", "ready", "completed")),
                    "What it must have reached; default ready."));

    static final List<Key> GROUP = List.of(
            new Key("name", new Shape.Text(), "Name of the group."),
            new Key("apps", new Shape.Texts(), "Its apps, in the order of starting."),
            new Key(
                    "strategy",
                    new Shape.Word(List.of("one_for_one", "one_for_all", "rest_for_one")),
                    "Who is restarted when one dies; default one_for_one."),
            new Key(
                    "intensity",
                    new Shape.Whole(0, 1_000),
                    "So many restarts within the period are borne; one more stops the group; default 5."),
            new Key("period", new Shape.Time(false), "See intensity; default 30s."));

    static final List<Key> RLIMITS = List.of(
            limit("as"),
            limit("core"),
            limit("cpu"),
            limit("data"),
            limit("fsize"),
            limit("memlock"),
            limit("msgqueue"),
            limit("nice"),
            limit("nofile"),
            limit("nproc"),
            limit("rss"),
            limit("rtprio"),
            limit("rttime"),
            limit("sigpending"),
            limit("stack"));

    static final List<Key> APP = List.of(
            new Key("name", new Shape.Text(), "Unique name; default: from the script or folder."),
            new Key(
                    "script",
                    new Shape.Text(),
                    "What to run: a script, jar, binary or folder. Either this or command."),
            new Key("command", new Shape.Words(), "The whole command, program first. Either this or script."),
            new Key("args", new Shape.Words(), "Arguments after the script."),
            new Key("cwd", new Shape.Text(), "Working directory; default: the folder of this file."),
            new Key("interpreter", new Shape.Text(), "The program that runs the script; none: run it directly."),
            new Key("interpreterArgs", new Shape.Words(), "Arguments between interpreter and script."),
            ENV,
            new Key("envFile", new Shape.Texts(), "Files of NAME=value lines; later ones win."),
            new Key("namespace", new Shape.Text(), "A label by which several apps are selected; default: default."),
            new Key("replicas", new Shape.Count(1_000), "How many instances run, or max; default 1."),
            new Key("instances", new Shape.Count(1_000), "Another word for replicas."),
            new Key(
                    "port",
                    new Shape.Whole(1, 65_535),
                    "Where clients come to. One instance serves there itself; several are balanced, see traffic."),
            new Key(
                    "publish",
                    new Shape.Whole(1, 65_535),
                    "The balancer listens on this port; each instance gets a PORT of its own."),
            new Key(
                    "listen",
                    new Shape.Whole(1, 65_535),
                    "A socket that listens on this port is held outside and handed to the instances."),
            new Key(
                    "traffic",
                    new Shape.Word(List.of("own", "balanced", "direct")),
                    "How clients reach the port: own (instance n serves on port + n), balanced or direct."),
            new Key(
                    "spare",
                    new Shape.Whole(0, 16),
                    "So many are kept ready beyond the replicas, to step in at once; with a shared port."),
            new Key("updateConfig", new Shape.Section(UPDATE_CONFIG), "How instances are replaced by another release."),
            new Key(
                    "readiness",
                    new Shape.Word(List.of("auto", "port", "notify", "newline", "alive")),
                    "What makes an instance ready; default auto: its port, else any port it opens, else alive."),
            new Key("waitReady", new Shape.Flag(), "true is readiness: notify, in pm2's words."),
            new Key("listenTimeout", new Shape.Time(true), "How long it may take to become ready; default 60s."),
            new Key("settle", new Shape.Time(false), "A program that opens no port is ready once it lived so long."),
            new Key(
                    "restart",
                    new Shape.Word(List.of("always", "on-failure", "never")),
                    "Which ends are followed by another start; default always."),
            new Key("maxRestarts", new Shape.Whole(0, 1_000_000), "Give up after so many; default: never give up."),
            new Key("stopExitCodes", new Shape.Wholes(0, 255), "Exit codes that are not followed by a restart."),
            new Key("backoff", new Shape.Section(BACKOFF), "How long to wait before the next try."),
            new Key("crashLoop", new Shape.Section(CRASH_LOOP), "When deaths are called a crash loop."),
            new Key("stopSignal", new Shape.Text(), "Asks the program to end; default SIGTERM."),
            new Key("stopGracePeriod", new Shape.Time(true), "After so long the tree is killed; default 10s."),
            new Key("user", new Shape.Text(), "Runs as this user; needs a daemon that runs as root."),
            new Key("group", new Shape.Text(), "Runs with this group."),
            new Key("umask", new Shape.Octal(), "Octal, such as \"027\"."),
            new Key("nice", new Shape.Whole(-20, 19), "Priority, 19 is lowest."),
            new Key("oomScoreAdjust", new Shape.Whole(-1_000, 1_000), "1000: first to go when memory runs out."),
            new Key(
                    "ulimits",
                    new Shape.Section(RLIMITS),
                    "Resource limits as in setrlimit(2): 1024, unlimited, 1024:4096."),
            new Key(
                    "startupProbe",
                    new Shape.Section(PROBE),
                    "Until it succeeds, the other probes wait; then it ends."),
            new Key("readinessProbe", new Shape.Section(PROBE), "While it fails, an instance is not ready."),
            new Key("livenessProbe", new Shape.Section(PROBE), "When it fails, an instance is restarted."),
            new Key(
                    "watchdog",
                    new Shape.Time(false),
                    "The program must say so often that it lives (sd_notify WATCHDOG=1), or it is restarted."),
            new Key(
                    "hangDetection",
                    new Shape.Flag(),
                    "Whether a program that listens and no longer accepts is restarted; default true."),
            new Key("limits", new Shape.Section(LIMITS), "How much an instance may use."),
            new Key("maxAge", new Shape.Time(false), "An instance of that age is replaced."),
            new Key(
                    "maxAgeJitter",
                    new Shape.Real(0, 1),
                    "Random share of maxAge, so that not all go at once; default 0.1."),
            new Key("schedule", new Shape.Section(SCHEDULE), "What is done at certain times."),
            new Key("dependsOn", new Shape.SectionsOrTexts(DEPENDENCY, "app"), "Apps that must be there first."),
            new Key("core", new Shape.Flag(), "Whether it may leave core dumps; default false."),
            new Key(
                    "heapDumpOnOom",
                    new Shape.Flag(),
                    "Whether a JVM or Node that runs out of heap writes it to disk; default false."),
            new Key("logs", new Shape.Section(LOGS), "The app's log."));

    static final List<Key> DOCUMENT = List.of(
            new Key("apps", new Shape.Sections(APP), "The apps of this file."),
            new Key("groups", new Shape.Sections(GROUP), "Apps that fall and get up together."));

    /** Keys that a later version brings, with what to do until then; dots lead into sections. */
    static final Map<String, String> NOT_YET = Map.ofEntries(
            Map.entry("singleton", "two of an instance never run at once until then, not even to replace a sick one"),
            Map.entry("watch", "use daruma restart after a change until then"));

    /** What pm2, compose or Kubernetes call it, and what it is here. */
    static final Map<String, String> OTHER_WORDS = Map.ofEntries(
            Map.entry("exec", "script"),
            Map.entry("cmd", "command"),
            Map.entry("autorestart", "restart: never"),
            Map.entry("max_restarts", "maxRestarts"),
            Map.entry("stop_exit_codes", "stopExitCodes"),
            Map.entry("kill_timeout", "stopGracePeriod"),
            Map.entry("killTimeout", "stopGracePeriod"),
            Map.entry("terminationGracePeriodSeconds", "stopGracePeriod"),
            Map.entry("wait_ready", "waitReady"),
            Map.entry("listen_timeout", "listenTimeout"),
            Map.entry("node_args", "interpreterArgs"),
            Map.entry("nodeArgs", "interpreterArgs"),
            Map.entry("interpreter_args", "interpreterArgs"),
            Map.entry("exec_interpreter", "interpreter"),
            Map.entry("restart_delay", "backoff: {first: …}"),
            Map.entry("exp_backoff_restart_delay", "backoff: {initial: …}"),
            Map.entry("log_file", "logs: {file: …}"),
            Map.entry("out_file", "logs: {file: …}"),
            Map.entry("error_file", "logs: {file: …}"),
            Map.entry("env_file", "envFile"),
            Map.entry("environment", "env"),
            Map.entry("stop_signal", "stopSignal"),
            Map.entry("stop_grace_period", "stopGracePeriod"),
            Map.entry("working_dir", "cwd"),
            Map.entry("uid", "user"),
            Map.entry("gid", "group"),
            Map.entry("max_memory_restart", "limits: {memory: …}"),
            Map.entry("cron_restart", "schedule: {restart: …}"),
            Map.entry("cron", "schedule: {restart: …}"),
            Map.entry("max_age", "maxAge"),
            Map.entry("depends_on", "dependsOn"),
            Map.entry("healthcheck", "livenessProbe"),
            Map.entry("probes", "startupProbe, livenessProbe and readinessProbe"),
            Map.entry("heap_dump_on_oom", "heapDumpOnOom"),
            Map.entry("update_config", "updateConfig"),
            Map.entry("updatePolicy", "updateConfig"),
            Map.entry("max_failure_ratio", "maxFailureRatio"),
            Map.entry("failure_action", "failureAction"),
            Map.entry("ports", "publish"),
            Map.entry("resources", "limits"),
            Map.entry("rlimits", "ulimits"),
            Map.entry("restartPolicy", "restart"));

    private AppKeys() {}

    private static Key limit(String name) {
        return new Key(
                name, new Shape.Text(), "RLIMIT_" + name.toUpperCase(java.util.Locale.ROOT) + ": soft, or soft:hard.");
    }
}
