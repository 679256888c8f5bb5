package daruma.cli.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The caller's environment without what belongs to that shell and that terminal alone: an app outlives both. The list is in
 * {@code daruma help environment}.
 */
final class InheritedEnvironment {
    private static final Set<String> NAMES = Set.of(
            "PWD",
            "OLDPWD",
            "SHLVL",
            "_",
            "COLUMNS",
            "LINES",
            "WINDOWID",
            "STY",
            "NOTIFY_SOCKET",
            "LISTEN_FDS",
            "LISTEN_PID",
            "LISTEN_FDNAMES");
    private static final List<String> PREFIXES =
            List.of("DARUMA_", "TERM", "SSH_", "TMUX", "BASH_FUNC_", "VSCODE_", "ITERM_", "KITTY_", "XDG_SESSION_");

    private InheritedEnvironment() {}

    static Map<String, String> of(Map<String, String> env) {
        var kept = new HashMap<String, String>();
        env.forEach((name, value) -> {
            if (!NAMES.contains(name) && PREFIXES.stream().noneMatch(name::startsWith)) {
                kept.put(name, value);
            }
        });
        return kept;
    }
}
