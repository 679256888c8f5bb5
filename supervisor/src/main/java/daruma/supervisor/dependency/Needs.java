package daruma.supervisor.dependency;

import daruma.model.AppName;
import daruma.model.DesiredApp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who needs whom.
 *
 * @param direct what each app needs, by name; apps that are not declared included
 */
public record Needs(SortedMap<AppName, SortedSet<AppName>> direct) {

    /** As declared. */
    public static Needs of(Collection<DesiredApp> apps) {
        var direct = new TreeMap<AppName, SortedSet<AppName>>();
        for (var app : apps) {
            direct.put(
                    app.spec().name(),
                    new TreeSet<>(app.spec().dependencies().on().keySet()));
        }
        return new Needs(direct);
    }

    /** Apps that need each other in a circle, the first of them named again at the end; empty if there is none. */
    public Optional<List<AppName>> circle() {
        var done = new TreeSet<AppName>();
        for (var app : direct.keySet()) {
            var circle = circle(app, new LinkedHashSet<>(), done);
            if (circle.isPresent()) {
                return circle;
            }
        }
        return Optional.empty();
    }

    /** {@code web → db → web}. */
    public static String sentence(List<AppName> circle) {
        return circle.stream().map(AppName::value).collect(Collectors.joining(" → "));
    }

    /**
     * Who is stopped before an app is: those that need it. Those that it needs itself, over any number of others, are no
     * reason to wait, so that a circle that came with old state holds up nobody.
     */
    public SortedSet<AppName> dependents(AppName app) {
        var dependents = new TreeSet<AppName>();
        direct.forEach((other, needs) -> {
            if (needs.contains(app) && !reaches(app, other)) {
                dependents.add(other);
            }
        });
        return dependents;
    }

    /** Whether an app needs another, over any number of others. */
    private boolean reaches(AppName from, AppName to) {
        var seen = new TreeSet<AppName>();
        var open = new ArrayList<>(List.of(from));
        while (!open.isEmpty()) {
            for (var next : direct.getOrDefault(open.removeLast(), new TreeSet<>())) {
                if (next.equals(to)) {
                    return true;
                }
                if (seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return false;
    }

    private Optional<List<AppName>> circle(AppName app, LinkedHashSet<AppName> path, TreeSet<AppName> done) {
        if (done.contains(app)) {
            return Optional.empty();
        }
        if (!path.add(app)) {
            var circle = new ArrayList<>(
                    path.stream().dropWhile(before -> !before.equals(app)).toList());
            circle.add(app);
            return Optional.of(circle);
        }
        for (var next : direct.getOrDefault(app, new TreeSet<>())) {
            var circle = circle(next, path, done);
            if (circle.isPresent()) {
                return circle;
            }
        }
        path.remove(app);
        done.add(app);
        return Optional.empty();
    }
}
