package daruma.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Apps that wait for each other for ever.
 *
 * @param apps each depends on the next, and the last on the first
 */
public record DependencyCycle(List<AppName> apps) {
    public DependencyCycle {
        apps = List.copyOf(apps);
    }

    /**
     * Looks for one; the same one each time.
     *
     * @param needs what each app depends on; apps that are not a key depend on nothing
     */
    public static Optional<DependencyCycle> in(Map<AppName, ? extends Collection<AppName>> needs) {
        var done = new HashSet<AppName>();
        for (var app : sorted(needs.keySet())) {
            var cycle = from(app, needs, new ArrayList<>(), done);
            if (cycle.isPresent()) {
                return cycle;
            }
        }
        return Optional.empty();
    }

    /** {@code a -> b -> a}. */
    @Override
    public String toString() {
        return apps.stream().map(AppName::value).collect(Collectors.joining(" -> ")) + " -> " + apps.getFirst();
    }

    private static Optional<DependencyCycle> from(
            AppName app, Map<AppName, ? extends Collection<AppName>> needs, List<AppName> path, Set<AppName> done) {
        if (done.contains(app)) {
            return Optional.empty();
        }
        var begins = path.indexOf(app);
        if (begins >= 0) {
            return Optional.of(new DependencyCycle(path.subList(begins, path.size())));
        }
        path.add(app);
        var on = needs.get(app);
        for (var needed : on == null ? List.<AppName>of() : sorted(on)) {
            var cycle = from(needed, needs, path, done);
            if (cycle.isPresent()) {
                return cycle;
            }
        }
        path.removeLast();
        done.add(app);
        return Optional.empty();
    }

    private static List<AppName> sorted(Collection<AppName> names) {
        var words = new TreeSet<String>();
        names.forEach(name -> words.add(name.value()));
        return words.stream().map(AppName::new).toList();
    }
}
