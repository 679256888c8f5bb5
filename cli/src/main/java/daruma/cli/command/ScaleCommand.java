package daruma.cli.command;

import daruma.cli.syntax.Options;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.control.Exit;
import daruma.control.Request;
import daruma.control.Size;
import daruma.model.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes how many instances an app has. */
final class ScaleCommand implements Command {
    @Override
    public Syntax syntax() {
        return Syntax.of("scale", "Changes how many instances an app has; those that run go on.")
                .operands("APP... N|+N|-N | APP=N...", 1, 1_000)
                .example("daruma scale web 6", "six of them")
                .example("daruma scale web +2", "two more; -1: one fewer")
                .example("daruma scale web=6 api=2", "several apps at once")
                .group("Result", Options.NO_WAIT, Options.TIMEOUT, Options.DRY_RUN, Options.OUTPUT, Options.QUIET)
                .note(
                        "One instance that serves its port itself leaves it to the balancer when there are to be several.")
                .build();
    }

    @Override
    public int run(Run run) {
        return scale(run, asked(run.given().operands(), "daruma scale web 6"), "app");
    }

    /** What is asked of whom: {@code web 6} and {@code web=6}. */
    static Map<String, Size> asked(List<String> words, String example) {
        var asked = new LinkedHashMap<String, Size>();
        try {
            if (words.stream().allMatch(word -> word.indexOf('=') > 0)) {
                for (var word : words) {
                    var equals = word.lastIndexOf('=');
                    asked.put(word.substring(0, equals), Size.parse(word.substring(equals + 1)));
                }
                return asked;
            }
            if (words.size() < 2 || words.stream().anyMatch(word -> word.indexOf('=') > 0)) {
                throw new Failure(
                        Exit.USAGE,
                        "it does not say how many of \"" + words.getFirst() + "\"; for example: " + example);
            }
            var size = Size.parse(words.getLast());
            words.subList(0, words.size() - 1).forEach(word -> asked.put(word, size));
            return asked;
        } catch (Refused e) {
            throw new Failure(Exit.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Asks for all of it; apps that are to have the same number at once.
     *
     * @param noun what whoever typed it calls an app
     */
    static int scale(Run run, Map<String, Size> asked, String noun) {
        var waits = !run.given().has(Options.NO_WAIT);
        var worst = Exit.OK;
        try (var client = run.daemon()) {
            new KnownApps(run, client, noun).require(List.copyOf(asked.keySet()));
            if (run.given().has(Options.DRY_RUN)) {
                asked.forEach((selector, size) -> run.print("would scale " + selector + " to " + size));
                return Exit.OK;
            }
            var together = new LinkedHashMap<Size, List<String>>();
            asked.forEach((selector, size) ->
                    together.computeIfAbsent(size, _ -> new ArrayList<>()).add(selector));
            for (var entry : together.entrySet()) {
                var exit = new Action(run, Action.Aim.SCALED, waits)
                        .perform(client, new Request.Scale(entry.getValue(), entry.getKey(), waits));
                worst = worst == Exit.OK ? exit : worst;
            }
        }
        return worst;
    }
}
