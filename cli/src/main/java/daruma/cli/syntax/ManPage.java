package daruma.cli.syntax;

import java.util.List;

/** Pages of the manual for man(1), made of the same table as parser and help. */
public final class ManPage {
    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /** The page of one command. */
    public static String of(Syntax syntax, List<String> names, String version) {
        var it = new ManPage();
        it.head("daruma-" + syntax.command().replace(' ', '-'), syntax.summary(), version);
        it.section("SYNOPSIS");
        it.line(".B daruma " + escape(syntax.command()));
        it.text("[OPTION...]" + (syntax.operands().isEmpty() ? "" : " " + syntax.operands())
                + (syntax.takesCommand() ? " [-- ARGUMENT...]" : ""));
        if (names.size() > 1) {
            it.line(".PP");
            it.text("Also: " + String.join(", ", names.subList(1, names.size())) + ".");
        }
        it.section("EXAMPLES");
        for (var example : syntax.examples()) {
            it.tagged(".B " + escape(example.line()), example.says());
        }
        syntax.groups().forEach((title, options) -> {
            it.section(title.toUpperCase(java.util.Locale.ROOT));
            options.forEach(it::option);
        });
        it.section("ALWAYS");
        Syntax.GLOBAL.forEach(it::option);
        if (!syntax.notes().isEmpty()) {
            it.section("NOTES");
            for (var note : syntax.notes()) {
                it.line(".PP");
                it.text(note);
            }
        }
        it.section("SEE ALSO");
        it.text("daruma(1)");
        return it.page.toString();
    }

    /** The page of all of them. */
    public static String overview(List<HelpText.Line> commands, String version) {
        var it = new ManPage();
        it.head("daruma", "Keeps programs up.", version);
        it.section("SYNOPSIS");
        it.line(".B daruma");
        it.text("COMMAND [OPTION...] [OPERAND...]");
        var group = "";
        for (var command : commands) {
            if (!command.group().equals(group)) {
                group = command.group();
                it.section(group.toUpperCase(java.util.Locale.ROOT));
            }
            it.tagged(".BR daruma\\-" + escape(command.name()) + " (1)", command.says());
        }
        for (var topic : List.of("selectors", "environment", "exit-codes")) {
            it.section(topic.toUpperCase(java.util.Locale.ROOT).replace('-', ' '));
            it.line(".nf");
            HelpText.topic(topic).lines().forEach(it::text);
            it.line(".fi");
        }
        return it.page.toString();
    }

    private void head(String name, String says, String version) {
        line(".TH " + name.toUpperCase(java.util.Locale.ROOT) + " 1 \"\" \"Daruma " + version + "\" \"Daruma\"");
        section("NAME");
        text(name + " - " + (says.endsWith(".") ? says.substring(0, says.length() - 1) : says));
    }

    private void option(Option option) {
        var names = String.join(", ", option.names())
                + option.value().map(v -> " " + v).orElse("");
        tagged(
                ".B " + escape(names),
                option.says() + option.variable().map(v -> " [" + v + "]").orElse(""));
    }

    private void tagged(String tag, String says) {
        line(".TP");
        line(tag);
        text(says);
    }

    private void section(String title) {
        line(".SH \"" + title + "\"");
    }

    private void text(String text) {
        var escaped = escape(text);
        // A line of text must not be taken for a request.
        line(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped);
    }

    private void line(String line) {
        page.append(line).append('\n');
    }

    private static String escape(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...");
    }
}
