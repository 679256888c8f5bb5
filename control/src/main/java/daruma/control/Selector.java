package daruma.control;

import daruma.model.AppName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which apps, as people type it: a name, an id, {@code name/0}, a namespace, {@code all}, or {@code /regex/}. Pure; shared by
 * the command line and the daemon.
 */
public sealed interface Selector {

    /** {@code all}. */
    record All() implements Selector {}

    /** An id: {@code 3}. */
    record Id(int id) implements Selector {}

    /** The name of an app or, if there is no such app, of a namespace. */
    record Named(String name) implements Selector {}

    /** One instance: {@code web/0}, or {@code 3/0} with an id. */
    record Slot(String app, int slot) implements Selector {}

    /** {@code /regex/}, found anywhere in the name. */
    record Matching(String regex) implements Selector {}

    /** What there is to select from. */
    record Candidate(int id, AppName name, String namespace, int replicas) {}

    /**
     * What was selected.
     *
     * @param slot empty: the whole app
     */
    record Target(AppName app, OptionalInt slot) {}

    /** Reads what was typed; a {@link Fault.BadSelector} if it cannot be one. */
    static Outcome<Selector> parse(String text) {
        if (text.isEmpty()) {
            return Outcome.failed(new Fault.BadSelector(text, "it is empty"));
        }
        if (text.equals("all")) {
            return Outcome.ok(new All());
        }
        if (text.length() > 2 && text.startsWith("/") && text.endsWith("/")) {
            var regex = text.substring(1, text.length() - 1);
            try {
                Pattern.compile(regex);
                return Outcome.ok(new Matching(regex));
            } catch (PatternSyntaxException e) {
                return Outcome.failed(
                        new Fault.BadSelector(text, "it is not a regular expression: " + e.getDescription()));
            }
        }
        if (isNumber(text)) {
            return Outcome.ok(new Id(Integer.parseInt(text)));
        }
        var slash = text.lastIndexOf('/');
        if (slash < 0) {
            return Outcome.ok(new Named(text));
        }
        var slot = text.substring(slash + 1);
        if (slash == 0 || !isNumber(slot)) {
            return Outcome.failed(new Fault.BadSelector(text, "after the slash stands the number of an instance"));
        }
        return Outcome.ok(new Slot(text.substring(0, slash), Integer.parseInt(slot)));
    }

    /**
     * Finds what all of the selectors select together, each app or instance once, by id.
     *
     * @return {@link Fault.NoSuchApp} or {@link Fault.BadSelector} for the first that selects nothing; {@code all} may
     */
    static Outcome<List<Target>> select(List<String> selectors, Collection<Candidate> candidates) {
        var byId = new TreeMap<Integer, Candidate>();
        candidates.forEach(candidate -> byId.put(candidate.id(), candidate));
        var whole = new TreeSet<Integer>();
        var slots = new TreeMap<Integer, TreeSet<Integer>>();
        for (var text : selectors) {
            switch (parse(text)) {
                case Outcome.Failed<Selector>(var fault) -> {
                    return Outcome.failed(fault);
                }
                case Outcome.Ok<Selector>(var selector) -> {
                    var found = selector.among(byId.values());
                    if (found.isEmpty() && !(selector instanceof All)) {
                        return Outcome.failed(new Fault.NoSuchApp(text, selector.suggestions(byId.values())));
                    }
                    for (var candidate : found) {
                        if (selector instanceof Slot(var _, var slot)) {
                            slots.computeIfAbsent(candidate.id(), _ -> new TreeSet<>())
                                    .add(slot);
                        } else {
                            whole.add(candidate.id());
                        }
                    }
                }
            }
        }
        var targets = new ArrayList<Target>();
        byId.forEach((id, candidate) -> {
            if (whole.contains(id)) {
                targets.add(new Target(candidate.name(), OptionalInt.empty()));
            } else if (slots.containsKey(id)) {
                slots.get(id).forEach(slot -> targets.add(new Target(candidate.name(), OptionalInt.of(slot))));
            }
        });
        return Outcome.ok(List.copyOf(targets));
    }

    private List<Candidate> among(Collection<Candidate> candidates) {
        return switch (this) {
            case All() -> List.copyOf(candidates);
            case Id(var id) -> candidates.stream().filter(it -> it.id() == id).toList();
            case Named(var name) -> {
                var app = candidates.stream()
                        .filter(it -> it.name().value().equals(name))
                        .toList();
                yield app.isEmpty()
                        ? candidates.stream()
                                .filter(it -> it.namespace().equals(name))
                                .toList()
                        : app;
            }
            case Slot(var app, var slot) ->
                candidates.stream()
                        .filter(it -> it.name().value().equals(app)
                                || Integer.toString(it.id()).equals(app))
                        .filter(it -> slot < it.replicas())
                        .toList();
            case Matching(var regex) -> {
                var pattern = Pattern.compile(regex);
                yield candidates.stream()
                        .filter(it -> PatientText.finds(pattern, it.name().value()))
                        .toList();
            }
        };
    }

    private List<String> suggestions(Collection<Candidate> candidates) {
        return switch (this) {
            case All _, Id _, Matching _ -> List.of();
            case Named(var name) -> {
                var known = new TreeSet<String>();
                candidates.forEach(it -> {
                    known.add(it.name().value());
                    known.add(it.namespace());
                });
                yield Suggestions.closest(name, known);
            }
            case Slot(var app, var slot) -> {
                var exact = candidates.stream()
                        .filter(it -> it.name().value().equals(app)
                                || Integer.toString(it.id()).equals(app))
                        .findFirst();
                yield exact.isPresent()
                        ? List.of(exact.get().name() + "/" + (exact.get().replicas() - 1))
                        : Suggestions.closest(
                                app,
                                candidates.stream().map(it -> it.name().value()).toList());
            }
        };
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
