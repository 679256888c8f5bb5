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

    static final List<Key> LIMITS = List.of(
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
            new Key("port", new Shape.Whole(1, 65_535), "Instance n is told to serve on port + n, in PORT."),
            new Key(
                    "readiness",
                    new Shape.Word(List.of("auto", "port", "notify", "alive")),
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
                    "limits",
                    new Shape.Section(LIMITS),
                    "Resource limits as in setrlimit(2): 1024, unlimited, 1024:4096."),
            new Key("logs", new Shape.Section(LOGS), "The app's log."));

    static final List<Key> DOCUMENT = List.of(new Key("apps", new Shape.Sections(APP), "The apps of this file."));

    /** Keys that a later version brings, with what to do until then; dots lead into sections. */
    static final Map<String, String> NOT_YET = Map.ofEntries(
            Map.entry("listen", "instances serve on port, port + 1, … until then"),
            Map.entry("readinessProbe", "use readiness: port, notify or alive until then"),
            Map.entry("livenessProbe", "let the program exit when it is beyond help until then"),
            Map.entry("startupProbe", "use listenTimeout until then"),
            Map.entry("dependsOn", "start the apps in order until then"),
            Map.entry("updateConfig", "use daruma restart until then"),
            Map.entry("schedule", "use cron with daruma restart until then"),
            Map.entry("watch", "use daruma restart after a change until then"),
            Map.entry("groups", "use namespace to act on several apps until then"),
            Map.entry("limits.memory", "use limits.as, which limits address space, until then"));

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
            Map.entry("restartPolicy", "restart"));

    private AppKeys() {}

    private static Key limit(String name) {
        return new Key(
                name, new Shape.Text(), "RLIMIT_" + name.toUpperCase(java.util.Locale.ROOT) + ": soft, or soft:hard.");
    }
}
