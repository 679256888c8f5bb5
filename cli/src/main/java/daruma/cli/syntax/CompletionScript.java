package daruma.cli.syntax;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Scripts for shells, made of the syntaxes. App names are asked for when the user presses the key. */
public final class CompletionScript {
    private final Map<String, Syntax> syntaxes;
    private final List<String> summaries;
    private final Map<String, Syntax> ofTwoWords;

    /**
     * @param syntaxes by name, in the order of the help
     * @param summaries of the same, in the same order
     * @param ofTwoWords commands whose first word is among the others
     */
    public CompletionScript(Map<String, Syntax> syntaxes, List<String> summaries, Map<String, Syntax> ofTwoWords) {
        this.syntaxes = syntaxes;
        this.summaries = summaries;
        this.ofTwoWords = ofTwoWords;
    }

    /** The words that may follow each first word. */
    private Map<String, List<String>> families() {
        var families = new TreeMap<String, List<String>>();
        for (var name : ofTwoWords.keySet()) {
            var blank = name.indexOf(' ');
            families.computeIfAbsent(name.substring(0, blank), _ -> new ArrayList<>())
                    .add(name.substring(blank + 1));
        }
        return families;
    }

    public String of(String shell) {
        return switch (shell) {
            case "bash" -> bash();
            case "zsh" -> "autoload -U +X bashcompinit && bashcompinit\n" + bash();
            default -> fish();
        };
    }

    private String bash() {
        var cases = new StringBuilder();
        var all = new LinkedHashMap<>(syntaxes);
        all.putAll(ofTwoWords);
        var seconds = new StringBuilder();
        families()
                .forEach((word, members) -> seconds.append("        ")
                        .append(word)
                        .append(") seconds=\"")
                        .append(String.join(" ", members))
                        .append("\" ;;\n"));
        all.forEach((name, syntax) -> cases.append("        \"")
                .append(name)
                .append('"')
                .append(") options=\"")
                .append(String.join(" ", longNames(syntax)))
                .append("\"; apps=")
                .append(takesApps(syntax) ? 1 : 0)
                .append(" ;;\n"));
        return """
            # Completion of daruma for bash; zsh reads it through bashcompinit.
            _daruma() {
                local word=${COMP_WORDS[COMP_CWORD]} options="" apps=0 seconds="" command=${COMP_WORDS[1]}
                COMPREPLY=()
                if [ "$COMP_CWORD" -eq 1 ]; then
                    COMPREPLY=($(compgen -W "%s help --help --version" -- "$word"))
                    return
                fi
                case $command in
            %s    esac
                if [ -n "$seconds" ]; then
                    if [ "$COMP_CWORD" -eq 2 ]; then
                        COMPREPLY=($(compgen -W "$seconds --help" -- "$word"))
                        return
                    fi
                    command="$command ${COMP_WORDS[2]}"
                fi
                case $command in
            %s    esac
                case $word in
                    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
                    *)
                        if [ "$apps" = 1 ]; then
                            COMPREPLY=($(compgen -W "$(daruma __complete apps 2>/dev/null)" -- "$word"))
                        fi
                        if [ "${COMP_WORDS[1]}" = start ] || [ "${#COMPREPLY[@]}" -eq 0 ]; then
                            COMPREPLY+=($(compgen -f -- "$word"))
                        fi
                        ;;
                esac
            }
            complete -o filenames -F _daruma daruma
            """.formatted(String.join(" ", syntaxes.keySet()), seconds, cases);
    }

    private String fish() {
        var text = new StringBuilder("# Completion of daruma for fish.\n");
        text.append("set -l commands ")
                .append(String.join(" ", syntaxes.keySet()))
                .append(" help\n");
        families()
                .forEach((word, members) -> text.append("complete -c daruma -f -n \"__fish_seen_subcommand_from ")
                        .append(word)
                        .append("\" -a \"")
                        .append(String.join(" ", members))
                        .append("\"\n"));
        ofTwoWords.forEach((name, syntax) -> options(text, name, syntax));
        var index = 0;
        for (var entry : syntaxes.entrySet()) {
            var name = entry.getKey();
            text.append("complete -c daruma -f -n \"not __fish_seen_subcommand_from $commands\" -a ")
                    .append(name)
                    .append(" -d ")
                    .append(quote(summaries.get(index++)))
                    .append('\n');
            options(text, name, entry.getValue());
        }
        return text.toString();
    }

    private static void options(StringBuilder text, String name, Syntax syntax) {
        var condition =
                " -n \"__fish_seen_subcommand_from " + name.replace(" ", "; and __fish_seen_subcommand_from ") + "\"";
        for (var option : syntax.options()) {
            text.append("complete -c daruma").append(condition);
            for (var optionName : option.names()) {
                text.append(optionName.startsWith("--") ? " -l " : " -s ").append(optionName.replaceFirst("^-+", ""));
            }
            text.append(option.value().isPresent() ? " -r" : "")
                    .append(" -d ")
                    .append(quote(option.says()))
                    .append('\n');
        }
        if (takesApps(syntax)) {
            text.append("complete -c daruma")
                    .append(name.equals("start") ? "" : " -f")
                    .append(condition)
                    .append(" -a \"(daruma __complete apps 2>/dev/null)\"\n");
        }
    }

    private static List<String> longNames(Syntax syntax) {
        var names = new ArrayList<String>();
        for (var option : syntax.options()) {
            option.names().stream().filter(name -> name.startsWith("--")).forEach(names::add);
        }
        return names;
    }

    private static boolean takesApps(Syntax syntax) {
        return syntax.operands().contains("APP");
    }

    private static String quote(String text) {
        return "'" + text.replace("'", "\\'") + "'";
    }
}
