package daruma.process.incarnation;

import daruma.process.launch.Credentials;
import daruma.process.launch.Launch;
import daruma.process.launch.Shim;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The words that start a shim.
 *
 * @param words the command line
 * @param notices what was left out because this shim cannot do it
 */
record ShimCommand(List<String> words, List<String> notices) {

    static ShimCommand of(Launch launch) {
        return new Builder(launch.shim()).build(launch, false);
    }

    /** Of a shim that waits for a word before it runs the program. */
    static ShimCommand standingBy(Launch launch) {
        return new Builder(launch.shim()).build(launch, true);
    }

    Machine.Spawn spawn(Launch launch, Machine.Sink sink, boolean gated) {
        var environment = new HashMap<>(launch.environment());
        environment.put(Launch.RUN_ID, launch.runId());
        if (launch.words().isPresent()) {
            environment.put(Launch.NOTIFY_FD, Integer.toString(launch.wordsDescriptor()));
        }
        return new Machine.Spawn(words, environment, launch.options().listenSockets(), sink, gated);
    }

    private static final class Builder {
        private final Shim shim;
        private final List<String> words;
        private final List<String> notices = new ArrayList<>();

        Builder(Shim shim) {
            this.shim = shim;
            words = new ArrayList<>();
        }

        ShimCommand build(Launch launch, boolean waits) {
            var options = launch.options();
            launch.words().ifPresent(file -> openFirst(file, launch.wordsDescriptor()));
            words.addAll(shim.command());
            add("--run", launch.runDirectory());
            add("--status-fd", 3 + options.listenSockets().size());
            options.lock().ifPresent(file -> addIfCan("lock", "--lock", file));
            options.cwd().ifPresent(directory -> add("--cwd", directory));
            options.umask().ifPresent(umask -> add("--umask", Integer.toOctalString(umask)));
            options.nice().ifPresent(nice -> add("--nice", nice));
            options.oomScoreAdjust().ifPresent(score -> add("--oom-score-adj", score));
            options.rlimits().forEach(limit -> addIfCan("rlimit", "--rlimit", limit));
            options.credentials().ifPresent(this::credentials);
            options.cgroup().ifPresent(group -> addIfCan("cgroup", "--cgroup", group));
            options.spoolCap().ifPresent(cap -> addIfCan("spool-cap", "--spool-cap", cap));
            if (!options.listenSockets().isEmpty()) {
                add("--listen-fds", options.listenSockets().size());
            }
            if (!options.listenNames().isEmpty()) {
                add("--listen-names", String.join(":", options.listenNames()));
            }
            options.termGrace().ifPresent(grace -> addIfCan("sweep", "--term-grace", grace.toMillis()));
            options.log().ifPresent(file -> add("--log", file));
            if (options.hold()) {
                words.add("--hold");
            }
            launch.words().ifPresent(_ -> add("--fd", launch.wordsDescriptor()));
            if (waits) {
                add("--standby", 4 + options.listenSockets().size());
            }
            words.addAll(options.more());
            words.add("--");
            words.addAll(launch.program());
            return new ShimCommand(List.copyOf(words), List.copyOf(notices));
        }

        /** By a shell, which becomes the shim: so it works for every shim, and with the rights that we still have. */
        private void openFirst(Path file, int descriptor) {
            words.addAll(List.of("/bin/sh", "-c", "exec " + descriptor + ">>\"$0\"; exec \"$@\"", file.toString()));
        }

        private void credentials(Credentials who) {
            // Not subject to capabilities: without it the program would run with rights that it was not meant to have.
            add("--user", who.uid());
            add("--group", who.gid());
            if (!who.groups().isEmpty()) {
                add("--groups", who.groups().stream().map(String::valueOf).collect(Collectors.joining(",")));
            }
        }

        private void add(String option, Object value) {
            words.add(option);
            words.add(value.toString());
        }

        private void addIfCan(String capability, String option, Object value) {
            if (shim.can(capability)) {
                add(option, value);
            } else if (!"sweep".equals(capability)) { // what a shim does not sweep, the launcher does
                notices.add(option + " " + value + " has no effect: " + shim.path() + " cannot do it");
            }
        }
    }
}
