package daruma.process.incarnation;

import daruma.process.launch.Credentials;
import daruma.process.launch.Launch;
import daruma.process.launch.Shim;
import java.nio.file.Path;
import java.util.ArrayList;
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
        return new Builder(launch.shim()).build(launch);
    }

    private static final class Builder {
        private final Shim shim;
        private final List<String> words;
        private final List<String> notices = new ArrayList<>();

        Builder(Shim shim) {
            this.shim = shim;
            words = new ArrayList<>();
        }

        ShimCommand build(Launch launch) {
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
