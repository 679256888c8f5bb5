package daruma.cli.syntax;

import daruma.manifest.text.DidYouMean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Reads what was typed, with picocli; its model is built of the one command that was asked for. */
public final class Parser {
    /** Before a number that would be taken for an option; no word that is typed begins so. */
    private static final String NUMBER = "\u0001";

    private Parser() {}

    /**
     * Reads the words after the name of a command.
     *
     * @throws UsageError if they do not fit the syntax
     */
    public static Given parse(Syntax syntax, List<String> words, Map<String, String> env) {
        var dashes = words.indexOf("--");
        var own = dashes < 0 ? words : words.subList(0, dashes);
        var command = dashes < 0
                ? Optional.<List<String>>empty()
                : Optional.of(List.copyOf(words.subList(dashes + 1, words.size())));
        if (command.isPresent() && !syntax.takesCommand()) {
            throw new UsageError("\"daruma " + syntax.command() + "\" takes nothing after \"--\"; see: daruma "
                    + syntax.command() + " --help");
        }
        var given = own.isEmpty()
                ? new Given(Map.of(), List.of(), command, env) // the usual "daruma ls" needs no parser
                : parsed(syntax, own, command, env);
        if (!given.has(Options.HELP)) {
            checkOperands(syntax, given);
        }
        return given;
    }

    private static Given parsed(
            Syntax syntax, List<String> words, Optional<List<String>> command, Map<String, String> env) {
        refuseLater(syntax, words);
        var spec = CommandSpec.create();
        spec.parser()
                .collectErrors(false)
                .overwrittenOptionsAllowed(true)
                .unmatchedOptionsArePositionalParams(false)
                .unmatchedOptionsAllowedAsOptionParameters(true)
                .trimQuotes(false);
        spec.interpolateVariables(false);
        for (var option : syntax.options()) {
            var builder = OptionSpec.builder(option.names().toArray(new String[0]));
            if (option.value().isEmpty()) {
                builder.arity("0").type(boolean.class);
            } else if (option.repeatable()) {
                builder.arity("1").type(List.class).auxiliaryTypes(String.class);
            } else {
                builder.arity("1").type(String.class);
            }
            spec.addOption(builder.build());
        }
        spec.addPositional(PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build());
        try {
            var result = new CommandLine(spec)
                    .parseArgs(words.stream()
                            .map(word -> syntax.takesNumbers() && word.matches("-[0-9]+") ? NUMBER + word : word)
                            .toArray(String[]::new));
            var options = new HashMap<String, List<String>>();
            for (var option : syntax.options()) {
                if (result.hasMatchedOption(option.name())) {
                    var matched = result.matchedOption(option.name());
                    options.put(option.name(), option.value().isEmpty() ? List.of() : asTyped(matched.stringValues()));
                }
            }
            var operands = new ArrayList<String>();
            for (var positional : result.matchedPositionals()) {
                operands.addAll(asTyped(positional.stringValues()));
            }
            return new Given(options, operands, command, env);
        } catch (CommandLine.UnmatchedArgumentException e) {
            throw unknown(syntax, e.getUnmatched().getFirst());
        } catch (CommandLine.ParameterException e) {
            throw new UsageError(
                    plain(String.valueOf(e.getMessage())) + "; see: daruma " + syntax.command() + " --help");
        }
    }

    private static List<String> asTyped(List<String> words) {
        return words.stream()
                .map(word -> word.startsWith(NUMBER) ? word.substring(NUMBER.length()) : word)
                .toList();
    }

    private static UsageError unknown(Syntax syntax, String word) {
        var name = word.indexOf('=') < 0 ? word : word.substring(0, word.indexOf('='));
        var known = new ArrayList<String>();
        syntax.options().forEach(option -> known.addAll(option.names()));
        var hint = name.startsWith("--")
                ? DidYouMean.hint(
                        name, known.stream().filter(k -> k.startsWith("--")).toList())
                : "";
        return new UsageError("unknown option " + name + " of \"daruma " + syntax.command() + "\""
                + (hint.isEmpty() ? "; see: daruma " + syntax.command() + " --help" : hint));
    }

    private static void refuseLater(Syntax syntax, List<String> words) {
        if (syntax.later().isEmpty()) {
            return;
        }
        for (var word : words) {
            var name = word.startsWith("--") && word.indexOf('=') > 0 ? word.substring(0, word.indexOf('=')) : word;
            var advice = syntax.later().get(name);
            if (advice != null && syntax.option(name).isEmpty()) {
                throw new UsageError(name + " is not supported yet; " + advice);
            }
        }
    }

    private static void checkOperands(Syntax syntax, Given given) {
        var count = given.operands().size();
        if (count < syntax.minOperands()
                && (!syntax.takesCommand() || given.command().isEmpty())) {
            throw new UsageError("\"daruma " + syntax.command() + "\" needs " + syntax.operands() + "; "
                    + (syntax.examples().isEmpty()
                            ? "see: daruma " + syntax.command() + " --help"
                            : "for example: " + syntax.examples().getFirst().line()));
        }
        if (count > syntax.maxOperands()) {
            throw new UsageError(
                    "\"" + given.operands().get(syntax.maxOperands()) + "\" is one word too many for \"daruma "
                            + syntax.command() + "\"; see: daruma " + syntax.command() + " --help");
        }
    }

    private static String plain(String message) {
        var line = message.indexOf('\n') < 0 ? message : message.substring(0, message.indexOf('\n'));
        return line.isEmpty() ? "cannot be understood" : Character.toLowerCase(line.charAt(0)) + line.substring(1);
    }
}
