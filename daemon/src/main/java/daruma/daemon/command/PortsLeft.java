package daruma.daemon.command;

import daruma.daemon.command.PortProbe.Taken;
import daruma.model.AppName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * Whether the ports of what was stopped are free now. That nothing is left of its trees is certain by then, so whoever
 * holds one is somebody else, and is named.
 *
 * @param letGo returns when sockets that we held ourselves are closed
 */
record PortsLeft(PortProbe ports, IntFunction<Optional<AppName>> ownerOf, Runnable letGo) {

    /** One line for each port that is still held. Reads {@code /proc}; not for the supervisor's thread. */
    List<String> after(Changes.Made made, Instant now) {
        letGo.run();
        var served = new TreeMap<Integer, AppName>();
        for (var name : made.apps()) {
            made.before().statusOf(name, now).ifPresent(status -> {
                var spec = status.desired().spec();
                for (var instance : status.instances()) {
                    if (!made.isAbout(instance.id())) {
                        continue;
                    }
                    instance.port().ifPresent(port -> served.put(port, name));
                    spec.portOf(instance.id().slot()).ifPresent(port -> served.put(port, name));
                }
            });
        }
        return served.entrySet().stream()
                .flatMap(entry -> ports.taken(entry.getKey()).map(taken -> line(entry.getValue(), taken)).stream())
                .toList();
    }

    private String line(AppName stopped, Taken taken) {
        var holder = taken.holder()
                .map(it -> "pid " + it.pid() + " (" + it.command() + ")"
                        + ownerOf.apply(it.pid())
                                .map(app -> " of app \"" + app + "\"")
                                .orElse(", which is none of ours"))
                .orElse("a process that this user may not see");
        return "nothing of \"" + stopped + "\" is left, but its port " + taken.port() + " is held by " + holder;
    }
}
