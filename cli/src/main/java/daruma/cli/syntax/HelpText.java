package daruma.cli.syntax;

import java.util.List;

/** Help as text: examples first, then the options of this command alone, in groups. */
public final class HelpText {
    private static final String DOCS = "Documentation: https://github.com/daruma-pm/daruma/tree/main/docs\n";

    /** A line of the overview. */
    public record Line(String group, String name, String says) {}

    private HelpText() {}

    public static String overview(List<Line> commands) {
        var text = new StringBuilder("Daruma keeps programs up.\n\n");
        text.append("  daruma start server.js          start it, wait until it is ready\n");
        text.append("  daruma ls                       see how everything is\n");
        text.append("  daruma logs server              read what it wrote\n");
        text.append("  daruma why server               learn why it is as it is\n");
        var group = "";
        for (var command : commands) {
            if (!command.group().equals(group)) {
                group = command.group();
                text.append('\n').append(group).append(":\n");
            }
            line(text, command.name(), command.says(), 12);
        }
        text.append(
                "\nHelp on one of them: daruma COMMAND --help. Topics: daruma help selectors, environment, exit-codes\n");
        return text.append(DOCS).toString();
    }

    public static String of(Syntax syntax) {
        var text = new StringBuilder(syntax.summary()).append("\n\n");
        for (var example : syntax.examples()) {
            line(text, example.line(), example.says(), 48);
        }
        text.append("\nUsage: daruma ").append(syntax.command());
        text.append(" [OPTION...]").append(syntax.operands().isEmpty() ? "" : " " + syntax.operands());
        text.append(syntax.takesCommand() ? " [-- ARGUMENT...]\n" : "\n");
        syntax.groups().forEach((title, options) -> {
            text.append('\n').append(title).append(":\n");
            options.forEach(option -> option(text, option));
        });
        text.append("\nAlways:\n");
        Syntax.GLOBAL.forEach(option -> option(text, option));
        for (var note : syntax.notes()) {
            text.append('\n').append(note).append('\n');
        }
        return text.append('\n').append(DOCS).toString();
    }

    /** A topic that belongs to no command. */
    public static String topic(String name) {
        return switch (name) {
            case "selectors" -> """
                Which apps a command is about:

                  web        the app of that name; if there is none, all apps of that namespace
                  3          the app with that id (see: daruma ls -o wide)
                  web/0      one instance of it
                  all        all apps
                  /^api-/    all apps whose name matches the regular expression
                """;
            case "environment" -> """
                Environment variables that Daruma reads:

                  DARUMA_HOME      everything of one daemon below this directory; several live side by side
                  DARUMA_OUTPUT    as --output            DARUMA_COLOR    as --color
                  DARUMA_TIMEOUT   as --timeout           DARUMA_NO_WAIT  as --no-wait
                  DARUMA_YES       as --yes               DARUMA_SILENT   as --silent
                  DARUMA_ASCII     as --ascii
                  DARUMA_PATIENCE  how long a daemon that says nothing is waited for (10s)
                  NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, CLICOLOR, TERM, COLUMNS, LC_ALL, LC_CTYPE, LANG

                "start" hands your shell's environment to the app, but for what belongs to that shell alone: PWD,
                OLDPWD, SHLVL, _, COLUMNS, LINES, WINDOWID, STY, and names that begin with DARUMA_, TERM, SSH_,
                TMUX, BASH_FUNC_, VSCODE_, ITERM_, KITTY_ or XDG_SESSION_.
                """;
            default -> """
                Exit status:

                    0  done
                    1  the operation failed: the app crashed, or was not ready in time
                    2  the command line cannot be understood
                    3  not running (pid, status)
                    4  no such app
                    5  the daemon is not reachable
                    6  a name or a port is taken
                    7  not permitted
                    8  done for some of the apps only
                   78  the configuration cannot work: no such file, no interpreter, a mistake in daruma.yaml
                  124  --timeout ran out
                  130  interrupted with Ctrl-C
                """;
        };
    }

    private static void option(StringBuilder text, Option option) {
        var left = String.join(", ", option.names())
                + option.value().map(v -> " " + v).orElse("");
        line(
                text,
                left,
                option.says() + option.variable().map(v -> " [" + v + "]").orElse(""),
                34);
    }

    private static void line(StringBuilder text, String left, String right, int width) {
        text.append("  ").append(left);
        if (left.length() > width) {
            text.append("\n  ").repeat(' ', width);
        } else {
            text.repeat(' ', width - left.length());
        }
        text.append("  ").append(right).append('\n');
    }
}
