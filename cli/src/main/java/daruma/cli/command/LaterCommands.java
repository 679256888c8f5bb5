package daruma.cli.command;

import java.util.Map;
import java.util.Optional;

/** Commands of pm2, docker and kubectl that are not supported yet, with what to do until then. */
final class LaterCommands {
    private static final Map<String, String> ADVICE = Map.ofEntries(
            Map.entry("startOrRestart", "use \"daruma apply -f daruma.yaml\""),
            Map.entry("startOrReload", "use \"daruma apply -f daruma.yaml\""),
            Map.entry("monit", "use \"daruma ls --watch\" until then"),
            Map.entry("top", "use \"daruma ls --watch\" until then"),
            Map.entry("dash", "use \"daruma ls --watch\" until then"),
            Map.entry("jlist", "use \"daruma ls -o json\""),
            Map.entry("prettylist", "use \"daruma ls -o yaml\""),
            Map.entry(
                    "flush",
                    "logs are rotated by size; delete files under the logs directory of \"daruma info\" until then"),
            Map.entry("reloadLogs", "logs are rotated by Daruma itself, nothing needs to be reopened"),
            Map.entry("sendSignal", "use kill -SIGNAL $(daruma pid APP) until then"),
            Map.entry("attach", "use \"daruma logs APP\" until then"),
            Map.entry("ecosystem", "write a daruma.yaml until then"),
            Map.entry("init", "write a daruma.yaml until then"),
            Map.entry("deploy", "start from a checkout until then"),
            Map.entry("install", "modules of pm2 do not run here"),
            Map.entry("serve", "start a static file server of your own until then"),
            Map.entry("set", "write settings into daruma.yaml until then"),
            Map.entry("get", "use \"daruma ls\" or \"daruma describe\" until then"),
            Map.entry("diff", "compare with \"daruma describe APP -o yaml\" until then"),
            Map.entry("exec", "run the command in your shell"),
            Map.entry("run", "use \"daruma start --name NAME -- COMMAND\""),
            Map.entry("import", "write a daruma.yaml until then"));

    private LaterCommands() {}

    static Optional<String> advice(String command) {
        return Optional.ofNullable(ADVICE.get(command));
    }
}
