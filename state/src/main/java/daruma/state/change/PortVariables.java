package daruma.state.change;

import daruma.model.AppSpec;
import daruma.model.Traffic;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which variables of an app name the port that it publishes. Behind the balancer each instance serves on another one, so they
 * are rewritten for each: programs differ in which variable they look at.
 */
public final class PortVariables {
    private PortVariables() {}

    /** Those whose value is the declared port and nothing else; none if instances may serve there themselves. */
    public static SortedSet<String> of(AppSpec spec) {
        var names = new TreeSet<String>();
        if (spec.traffic().mode() == Traffic.Mode.BALANCED && spec.port().isPresent()) {
            var port = Integer.toString(spec.port().getAsInt());
            var env = new TreeMap<>(spec.inheritedEnv());
            env.putAll(spec.env());
            env.forEach((name, value) -> {
                if (value.equals(port)) {
                    names.add(name);
                }
            });
        }
        return names;
    }

    /** {@code PORT=3000 and LISTEN_ON=3000 are 20016 to 20019 inside}; empty if there are none. */
    static Optional<String> sentence(AppSpec spec) {
        var names = of(spec);
        var first = spec.traffic().backendPort();
        if (names.isEmpty() || first.isEmpty()) {
            return Optional.empty();
        }
        var port = spec.port().orElseThrow();
        var last = first.getAsInt() + spec.replicas() - 1;
        return Optional.of(spec.name() + ": "
                + String.join(
                        " and ", names.stream().map(name -> name + "=" + port).toList())
                + (names.size() == 1 ? " is " : " are ")
                + first.getAsInt()
                + (last > first.getAsInt() ? " to " + last : "")
                + " inside");
    }
}
