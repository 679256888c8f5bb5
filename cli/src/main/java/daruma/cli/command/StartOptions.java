package daruma.cli.command;

import daruma.cli.syntax.Option;
import java.util.Map;

/** The options of {@code start}, and those of pm2's that are not supported yet. */
final class StartOptions {
    static final Option NAME =
            Option.valued("NAME", "Name of the app; default: from the file or folder.", "--name", "-n");
    static final Option NAMESPACE = Option.valued("NAME", "A label to select several apps by.", "--namespace");
    static final Option INSTANCES =
            Option.valued("N", "How many run: a number, max, or -1 for all processors but one.", "--instances", "-i");
    static final Option CWD = Option.valued("DIR", "Working directory of the app.", "--cwd");
    static final Option INTERPRETER =
            Option.valued("PROGRAM", "Runs the file; none: it is run itself.", "--interpreter");
    static final Option INTERPRETER_ARGS =
            Option.valued("ARGS", "Arguments of the interpreter, quoted as one.", "--interpreter-args", "--node-args");
    static final Option USER = Option.valued("USER", "Runs as this user; only for root.", "--user", "--uid");

    static final Option ENV = Option.valued("KEY=VALUE", "A variable for the app; may be repeated.", "--env", "-E")
            .repeated();
    static final Option ENV_FILE = Option.valued("FILE", "A file of KEY=VALUE lines; may be repeated.", "--env-file")
            .repeated();
    static final Option PORT =
            Option.valued("PORT", "The app is told to serve here; several instances are balanced.", "--port");
    static final Option PUBLISH = Option.valued(
            "PORT", "The balancer listens here and passes on; each instance has a PORT of its own.", "--publish", "-p");
    static final Option LISTEN = Option.valued(
            "PORT", "A socket that listens here is held outside and handed to the instances.", "--listen");
    static final Option TRAFFIC =
            Option.valued("WAY", "With --port: own (instance n on PORT + n), balanced or direct.", "--traffic");
    static final Option SPARE =
            Option.valued("N", "Kept ready beyond the instances, to step in at once; with a shared port.", "--spare");

    static final Option UPDATE_PARALLELISM =
            Option.valued("N", "So many are replaced at once; default 1.", "--update-parallelism");
    static final Option UPDATE_DELAY =
            Option.valued("TIME", "From one that is ready to the next; default 0s.", "--update-delay");
    static final Option UPDATE_ORDER =
            Option.valued("ORDER", "start-first (default, with a shared port) or stop-first.", "--update-order");
    static final Option UPDATE_MONITOR = Option.valued(
            "TIME", "What is new must live so long for the update to count; default 30s.", "--update-monitor");
    static final Option UPDATE_MAX_FAILURE_RATIO =
            Option.valued("SHARE", "So many may fail before the update has; default 0.", "--update-max-failure-ratio");
    static final Option UPDATE_FAILURE_ACTION = Option.valued(
            "WHAT", "rollback (default), pause or continue, when an update has failed.", "--update-failure-action");
    static final Option[] UPDATES = {
        UPDATE_PARALLELISM, UPDATE_DELAY, UPDATE_ORDER, UPDATE_MONITOR, UPDATE_MAX_FAILURE_RATIO, UPDATE_FAILURE_ACTION,
    };

    static final Option WAIT_READY =
            Option.flag("Ready when the app says so: sd_notify, or process.send('ready').", "--wait-ready");
    static final Option LISTEN_TIMEOUT =
            Option.valued("TIME", "Must be ready within; a bare number is in ms; default 60s.", "--listen-timeout");

    static final Option RESTART = Option.valued("WHEN", "always (default), on-failure or never.", "--restart");
    static final Option NO_AUTORESTART = Option.flag("The same as --restart never.", "--no-autorestart");
    static final Option MAX_RESTARTS = Option.valued("N", "Gives up after so many; default: never.", "--max-restarts");
    static final Option STOP_EXIT_CODES = Option.valued(
                    "CODES", "Not restarted after these, such as 0,42.", "--stop-exit-codes")
            .repeated();
    static final Option KILL_TIMEOUT = Option.valued(
            "TIME", "Time to stop before it is killed; a bare number is in ms; default 10s.", "--kill-timeout", "-k");
    static final Option STOP_SIGNAL =
            Option.valued("SIGNAL", "Asks the app to stop; default SIGTERM.", "--stop-signal");

    static final Option HEALTH_HTTP = Option.valued(
            "PATH", "Restarted when this path of it no longer answers; PATH or PORT/PATH.", "--health-http");
    static final Option HEALTH_TCP =
            Option.valued("PORT", "Restarted when this port takes no connections.", "--health-tcp");
    static final Option HEALTH_CMD =
            Option.valued("COMMAND", "Restarted when this command does not end with 0.", "--health-cmd");
    static final Option READY_HTTP =
            Option.valued("PATH", "Ready while this path of it answers; PATH or PORT/PATH.", "--ready-http");
    static final Option HEALTH_INTERVAL =
            Option.valued("TIME", "From one check to the next; default 10s.", "--health-interval");
    static final Option HEALTH_TIMEOUT =
            Option.valued("TIME", "A check without a result by then failed; default 1s.", "--health-timeout");
    static final Option HEALTH_RETRIES =
            Option.valued("N", "So many failures in a row count; default 3.", "--health-retries");
    static final Option HEALTH_START_PERIOD = Option.valued(
            "TIME",
            "So long it may take to come up before failures count; 60s, or --listen-timeout. 0: no time.",
            "--health-start-period");
    static final Option WATCHDOG =
            Option.valued("TIME", "Restarted when it does not say so often that it lives (sd_notify).", "--watchdog");
    static final Option MAX_MEMORY = Option.valued(
            "SIZE", "Restarted when it uses more, with all its processes; such as 200M.", "--max-memory-restart");
    static final Option CRON_RESTART = Option.valued(
            "SCHEDULE", "Restarted at these times, as cron writes them; 0: never.", "--cron-restart", "--cron", "-c");
    static final Option MAX_AGE = Option.valued("TIME", "Replaced when it has run so long.", "--max-age");
    static final Option DEPENDS_ON = Option.valued(
                    "APP[:WHAT]", "Waits for that app: started, ready (default) or completed.", "--depends-on")
            .repeated();
    static final Option CORE = Option.flag("It may leave core dumps.", "--core");
    static final Option HEAP_DUMP =
            Option.flag("A JVM or Node that runs out of heap writes it to disk.", "--heap-dump-on-oom");

    static final Option LOG_FILE = Option.valued("FILE", "Where its log goes.", "--log-file", "--log", "-l");
    static final Option TIME =
            Option.flag("Times with each log line; they are always kept, so this changes nothing.", "--time");

    private static final String OWN_LOG =
            "both streams go to one log; use --log-file, and \"daruma logs --err\" to read one";

    static final Map<String, String> LATER = Map.ofEntries(
            Map.entry("--watch", "use \"daruma restart\" after a change until then"),
            Map.entry("--ignore-watch", "it goes with --watch"),
            Map.entry("--watch-delay", "it goes with --watch"),
            Map.entry("--ext", "it goes with --watch"),
            Map.entry("--restart-delay", "write backoff: {first: 2s} into daruma.yaml"),
            Map.entry("--exp-backoff-restart-delay", "waits grow by themselves; see backoff of daruma.yaml"),
            Map.entry("--min-uptime", "see crashLoop of daruma.yaml"),
            Map.entry("--error", OWN_LOG),
            Map.entry("-e", OWN_LOG),
            Map.entry("--out-file", OWN_LOG),
            Map.entry("--merge-logs", "instances of an app share one log already"),
            Map.entry("--disable-logs", "use --log-file /dev/null until then"),
            Map.entry("--log-type", "use \"daruma logs -o json\""),
            Map.entry("--log-date-format", "times are ISO 8601 in UTC"),
            Map.entry("--only", "write the apps you want into a file of their own until then"),
            Map.entry("--attach", "use \"daruma logs -f\" after it"),
            Map.entry("--no-daemon", "run \"daruma start\" and then \"daruma logs -f\""),
            Map.entry("--shutdown-with-message", "the app gets SIGTERM; see --stop-signal"),
            Map.entry("--no-treekill", "the whole tree of an app is always stopped"),
            Map.entry("--no-autostart", "start it when it is to run"),
            Map.entry("--gid", "use group in daruma.yaml until then"),
            Map.entry("--pid", "use \"daruma pid APP\""),
            Map.entry("--force", "give the second one another --name"),
            Map.entry("-f", "give the second one another --name"),
            Map.entry("--update-env", "use \"daruma reload --update-env\""),
            Map.entry("--filter-env", "start it with env -u NAME daruma start … until then"),
            Map.entry("--replicas", "use -i N"));

    private StartOptions() {}
}
