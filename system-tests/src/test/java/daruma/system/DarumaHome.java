package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import daruma.control.home.HolderRecord;
import daruma.control.home.HomePaths;
import daruma.control.json.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A home of its own for one test, and the command line that works with it. Whatever was started in it carries a mark in its
 * environment, and {@link #close()} ends exactly that.
 */
final class DarumaHome implements AutoCloseable {
    /** How often each fault is to happen: 1 in a build, many in a soak. */
    static final int TIMES = Integer.getInteger("daruma.faults.times", 1);

    /** Longer than anything takes on a machine that is busy with other things. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String MARK = "SYSTEM_TEST_OF";

    private final Path directory;
    private final HomePaths paths;
    private final Map<String, String> environment = new TreeMap<>(System.getenv());
    private final List<Path> mounts = new ArrayList<>();
    private Path distribution = Path.of(System.getProperty("daruma.distribution", "../dist/target/daruma"))
            .toAbsolutePath()
            .normalize();
    private List<String> before = List.of();

    private DarumaHome(Path directory) {
        this.directory = directory;
        this.paths = HomePaths.below(directory.resolve("home"));
        environment.keySet().removeIf(name -> name.startsWith("DARUMA_") || name.equals("NOTIFY_SOCKET"));
        environment.put("DARUMA_HOME", directory.resolve("home").toString());
        environment.put(MARK, directory.toString());
    }

    static DarumaHome create() {
        try {
            var home = new DarumaHome(Files.createTempDirectory("dt").toRealPath());
            assertThat(home.distribution.resolve("bin/daruma"))
                    .as("the distribution; \"mvn package -pl dist -am\" puts it together")
                    .isExecutable();
            return home;
        } catch (IOException e) {
            throw new IllegalStateException("cannot make a directory for the test", e);
        }
    }

    /** From now on commands are those of this distribution. */
    DarumaHome using(Path otherDistribution) {
        distribution = otherDistribution;
        return this;
    }

    DarumaHome with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Commands are run by this one, such as {@code faketime}. */
    DarumaHome through(String... command) {
        before = List.of(command);
        return this;
    }

    /**
     * From now on commands are those of another user, to whom the whole home belongs. Only root can do that.
     *
     * @param uid better one that nobody has: limits of processes are counted over all of its processes
     */
    DarumaHome as(int uid) {
        assertThat(run("chown", "-R", uid + ":" + uid, directory.toString()).exit())
                .isZero();
        environment.put("HOME", directory.toString());
        return through("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups");
    }

    /** From now on commands are those of a distribution as it is built where there is no C compiler. */
    DarumaHome withoutBinaries() {
        var copy = directory.resolve("without-binaries");
        assertThat(run("cp", "-a", distribution.toString(), copy.toString()).exit())
                .isZero();
        remove(copy.resolve("libexec/daruma-shim"));
        remove(copy.resolve("libexec/daruma-holder"));
        return using(copy);
    }

    HomePaths paths() {
        return paths;
    }

    /** A directory of the test, beside the home. */
    Path directory() {
        return directory;
    }

    Path distribution() {
        return distribution;
    }

    Programs programs() {
        return new Programs(directory);
    }

    /** A small file system of its own at a place of the home; false if that is not allowed here. */
    boolean mountTmpfs(Path at, String size) {
        try {
            Files.createDirectories(at);
            Files.setPosixFilePermissions(at, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new IllegalStateException("cannot make " + at, e);
        }
        if (execute(List.of("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + size, "none", at.toString()))
                        .exit()
                != 0) {
            return false;
        }
        mounts.add(at);
        return true;
    }

    /** Runs a command of Daruma to its end, whatever that is. */
    Said daruma(String... arguments) {
        var command = new ArrayList<>(before);
        command.add(distribution.resolve("bin/daruma").toString());
        command.addAll(List.of(arguments));
        return execute(command);
    }

    /** Runs a command that has to succeed. */
    Said ok(String... arguments) {
        var said = daruma(arguments);
        assertThat(said.exit()).as("exit status of %s", said).isZero();
        return said;
    }

    /** Runs any command, in the environment of the home. */
    Said run(String... command) {
        return execute(List.of(command));
    }

    /** Runs any command as commands of Daruma are run, see {@link #through}. */
    Said runThrough(String... command) {
        var words = new ArrayList<>(before);
        words.addAll(List.of(command));
        return execute(words);
    }

    CompletableFuture<Said> inBackground(String... arguments) {
        return CompletableFuture.supplyAsync(
                () -> daruma(arguments), task -> Thread.ofVirtual().start(task));
    }

    List<Seen> ls() {
        return Seen.parse(JsonText.parse(ok("ls", "-o", "json").out()));
    }

    Seen app(String name) {
        return ls().stream()
                .filter(app -> app.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no app " + name));
    }

    long pid(String name) {
        return app(name).only().alivePid();
    }

    /** Every live instance's pid by {@code app/slot}. */
    Map<String, Long> pids() {
        var pids = new TreeMap<String, Long>();
        for (var app : ls()) {
            for (var instance : app.instances()) {
                instance.pid().ifPresent(pid -> pids.put(app.name() + "/" + instance.slot(), pid));
            }
        }
        return pids;
    }

    /** How much stands in the state directory: more as the daemon gets on with what it does. */
    long stateBytes() {
        try (var files = Files.list(paths.state())) {
            return files.map(Path::toFile)
                    .filter(java.io.File::isFile)
                    .mapToLong(java.io.File::length)
                    .sum();
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + paths.state(), e);
        }
    }

    /** The JVM that holds the home, alive or not. */
    long daemonPid() {
        return HolderRecord.read(paths.holder())
                .orElseThrow(() -> new AssertionError("no daemon has ever held " + paths.state()))
                .pid();
    }

    /** The shim that keeps the daemon up. */
    long holderPid() {
        return Processes.parentOf(daemonPid());
    }

    void killDaemon() {
        Processes.signal(daemonPid(), "KILL");
    }

    /** Kills the daemon, and keeps its holder from starting another until {@link #letDaemonComeBack(long)}. */
    long holdDaemonDown() {
        long holder = holderPid();
        assertThat(Processes.commandLine(holder))
                .as("the parent of the daemon")
                .containsAnyOf("daruma-holder", "--hold ");
        Processes.signal(holder, "STOP");
        killDaemon();
        return holder;
    }

    void letDaemonComeBack(long holder) {
        Processes.signal(holder, "CONT");
    }

    /** Waits for something to become true. */
    void until(String what, Callable<Boolean> fact) {
        try {
            await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(fact);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "waited " + PATIENCE.toSeconds() + " s in vain for " + what + "\n" + evidence(), e);
        }
    }

    /** As {@link #until}, for when asking the command line would start a daemon or wait for one. */
    void untilWithoutDaemon(String what, Callable<Boolean> fact) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(fact);
    }

    /** Waits for an app to be as asked for. */
    Seen untilApp(String name, String what, java.util.function.Predicate<Seen> fact) {
        var last = new Seen[1];
        until(name + " " + what, () -> {
            last[0] = app(name);
            return fact.test(last[0]);
        });
        return last[0];
    }

    /** Live processes that belong to this home and have this in their command line. */
    List<Long> processes(String part) {
        return Processes.withEnvironment(MARK, directory.toString()).stream()
                .filter(pid -> Processes.commandLine(pid).contains(part))
                .toList();
    }

    /** What tells a reader of a failed test most. */
    String evidence() {
        var text = new StringBuilder(daruma("ls").toString());
        text.append(daruma("events"));
        for (var log : List.of("daemon.log", "daemon.err", "holder.log")) {
            try {
                var lines = Files.readAllLines(paths.logs().resolve(log), StandardCharsets.ISO_8859_1);
                text.append("--- ").append(log).append('\n');
                lines.subList(Math.max(0, lines.size() - 40), lines.size())
                        .forEach(line -> text.append(line).append('\n'));
            } catch (IOException e) {
                text.append("--- no ").append(log).append('\n');
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            endProcesses();
        } finally {
            // First: the link to it lies in the home, and that may be mounted.
            removeRunDirectory();
            for (var mount : mounts.reversed()) {
                execute(List.of("umount", "-l", mount.toString()));
            }
            remove(directory);
        }
    }

    private void endProcesses() {
        // The holder goes first, or it would bring the daemon back, and the daemon the apps.
        for (int round = 0; round < 100; round++) {
            var marked = Processes.withEnvironment(MARK, directory.toString());
            if (marked.isEmpty()) {
                return;
            }
            marked.stream()
                    .sorted(Comparator.comparing(
                            pid -> !Processes.commandLine(pid).contains("daruma-holder")
                                    && !Processes.commandLine(pid).contains("--hold ")))
                    .forEach(pid -> Processes.signal(pid, "KILL"));
        }
        throw new AssertionError("processes of " + directory + " do not end: "
                + Processes.withEnvironment(MARK, directory.toString()).stream()
                        .map(pid -> pid + " " + Processes.commandLine(pid))
                        .toList());
    }

    private void removeRunDirectory() {
        var link = paths.state().resolve("run");
        try {
            if (Files.isSymbolicLink(link)) {
                remove(Files.readSymbolicLink(link));
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + link, e);
        }
    }

    private static void remove(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (var files = Files.walk(tree)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot remove " + tree, e);
        }
    }

    private Said execute(List<String> command) {
        var began = System.nanoTime();
        var words = String.join(" ", command);
        try {
            var out = Files.createTempFile(directory, "out", "");
            var err = Files.createTempFile(directory, "err", "");
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.toHandle().destroyForcibly();
                throw new AssertionError(words + " did not end within two minutes; it said " + text(out) + text(err));
            }
            var took = Duration.ofNanos(System.nanoTime() - began);
            return new Said(words, process.exitValue(), text(out), text(err), took);
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + words, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + words, e);
        }
    }

    private static String text(Path file) throws IOException {
        var text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.delete(file);
        return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
