package daruma.cli.command;

import daruma.cli.terminal.Failure;
import daruma.control.Answer;
import daruma.control.ControlClient;
import daruma.control.Exit;
import daruma.control.Fault;
import daruma.control.Outcome;
import daruma.control.Request;
import daruma.model.AppStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds apps, and whom somebody meant who typed a name that there is not: also the name of what an app runs, as those do who
 * think of an image.
 */
final class KnownApps {
    private final Run run;
    private final ControlClient client;
    private final String noun;

    /** @param noun what whoever typed it calls an app */
    KnownApps(Run run, ControlClient client, String noun) {
        this.run = run;
        this.client = client;
        this.noun = noun;
    }

    /**
     * The apps that these select.
     *
     * @throws Failure if one of them selects nothing
     */
    List<AppStatus> require(List<String> selectors) {
        for (var selector : selectors) {
            if (client.call(new Request.ListApps(List.of(selector)), Run.ANSWER)
                    instanceof Outcome.Failed<Answer.Listing>(Fault.NoSuchApp fault)) {
                throw new Failure(Exit.NO_SUCH_APP, sentence(fault));
            }
        }
        Answer.Listing listing = run.ask(client, new Request.ListApps(selectors));
        return listing.apps();
    }

    /** The one app that is meant. */
    AppStatus one(String selector) {
        var apps = require(List.of(selector));
        if (apps.size() != 1) {
            throw new Failure(
                    Exit.USAGE,
                    "\"" + selector + "\" selects " + apps.size() + " " + noun
                            + "s, and this is about one. Name one of them");
        }
        return apps.getFirst();
    }

    private String sentence(Fault.NoSuchApp fault) {
        var typed = fault.selector();
        var near = fault.suggestions();
        if (!near.isEmpty()) {
            return "there is no " + noun + " \"" + typed + "\". Did you mean \"" + String.join("\" or \"", near)
                    + "\"?";
        }
        Answer.Listing all = run.ask(client, new Request.ListApps(List.of()));
        var runsIt = all.apps().stream().filter(app -> runs(app, typed)).findFirst();
        if (runsIt.isPresent()) {
            return "there is no " + noun + " \"" + typed + "\". Did you mean \""
                    + runsIt.get().name() + "\", which runs " + typed + "?";
        }
        return "there is no " + noun + " \"" + typed + "\". "
                + alike(typed, all.apps())
                        .map(name -> "Did you mean \"" + name + "\"?")
                        .orElse("List them with: daruma " + (noun.equals("service") ? "service ls" : "ls"));
    }

    private static boolean runs(AppStatus app, String typed) {
        var command = app.desired().spec().command();
        return stem(command.cwd()).equals(typed)
                || command.script().filter(file -> stem(file).equals(typed)).isPresent()
                || command.argv().stream()
                        .anyMatch(word ->
                                word.indexOf('\0') < 0 && stem(Path.of(word)).equals(typed));
    }

    private static String stem(Path path) {
        var name = path.getFileName() == null ? "" : path.getFileName().toString();
        var dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** The only one there is, or the one that begins like it, or contains it. */
    private static Optional<String> alike(String typed, List<AppStatus> apps) {
        if (apps.size() == 1) {
            return Optional.of(apps.getFirst().name().value());
        }
        return apps.stream()
                .map(app -> app.name().value())
                .filter(name -> typed.length() >= 2 && (name.contains(typed) || name.startsWith(typed.substring(0, 2))))
                .max(java.util.Comparator.comparingInt(name -> common(typed, name)));
    }

    private static int common(String a, String b) {
        var i = 0;
        while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
            i++;
        }
        return i;
    }
}
