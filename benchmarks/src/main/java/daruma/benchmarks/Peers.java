package daruma.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Those compared, each with settings that let it restart as fast as it can. */
final class Peers {
    private Peers() {}

    /** A program whose life is that of its apps: the C reference, and the base of those that run in the foreground. */
    abstract static class Foreground implements Peer {
        final Path directory;

        @Nullable
        Process process;

        Foreground(Path directory) {
            this.directory = directory;
        }

        Process running() {
            if (process == null) {
                throw new IllegalStateException(name() + " does not run");
            }
            return process;
        }

        void launch(List<String> command) throws IOException {
            Files.createDirectories(directory);
            process = Lab.spawn(command, Map.of(), directory.resolve("output"));
        }

        @Override
        public Optional<List<String>> listing() {
            return Optional.empty();
        }

        @Override
        public void close() throws IOException, InterruptedException {
            if (process != null) {
                var tree = process.descendants().toList();
                process.destroy();
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                tree.forEach(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** vfork and waitpid: the limit. */
    static final class Limit extends Foreground {
        private final Path keep;

        Limit(Path directory, Path keep) {
            super(directory);
            this.keep = keep;
        }

        @Override
        public String name() {
            return "C limit";
        }

        @Override
        public void begin() throws IOException {
            Files.createDirectories(directory);
        }

        @Override
        public List<String> prepare(App app) {
            var command = new ArrayList<String>(List.of("env"));
            app.environment().forEach((k, v) -> command.add(k + "=" + v));
            command.addAll(List.of(keep.toString(), Integer.toString(app.copies())));
            command.addAll(app.command());
            return command;
        }

        @Override
        public void start(App app) throws IOException {
            launch(prepare(app));
        }

        @Override
        public void end(App app) throws IOException, InterruptedException {
            close();
        }

        @Override
        public List<Long> processes() {
            return List.of(running().pid());
        }
    }

    static final class Daruma implements Peer {
        private final Path directory;
        private final Path home;
        private final String command;

        Daruma(Path directory, Path distribution) {
            this.directory = directory;
            this.home = directory.resolve("h");
            this.command = distribution.resolve("bin/daruma").toString();
        }

        @Override
        public String name() {
            return "daruma";
        }

        private List<String> daruma(String... arguments) {
            var words = new ArrayList<String>(List.of(command));
            words.addAll(List.of(arguments));
            return Lab.with(Map.of("DARUMA_HOME", home.toString()), words.toArray(String[]::new));
        }

        @Override
        public void begin() throws IOException, InterruptedException {
            Files.createDirectories(directory);
            // The daemon comes with the first app.
            var app = App.of("first", 1, "/bin/sleep", "600");
            start(app);
            end(app);
        }

        @Override
        public List<String> prepare(App app) throws IOException {
            var file = directory.resolve(app.name() + ".yaml");
            var words = app.command().stream().map(w -> '"' + w + '"').collect(Collectors.joining(", ", "[", "]"));
            var environment = app.environment().entrySet().stream()
                    .map(e -> e.getKey() + ": \"" + e.getValue() + '"')
                    .collect(Collectors.joining(", ", "{", "}"));
            // As fast as it can: ready at once, forgiven at once, never in a crash loop. A server is ready when it
            // listens.
            var readiness = app.environment().containsKey("PORT") ? "auto" : "alive";
            Files.writeString(file, """
                    apps:
                      - name: %s
                        command: %s
                        replicas: %d
                        env: %s
                        readiness: %s
                        settle: 0s
                        backoff: {first: 0s, initial: 1ms, factor: 1, max: 1ms, jitter: 0, reset: 0s}
                        crashLoop: {deaths: 1000, within: 1s, minDeaths: 1000}
                        logs: {maxSize: 500MB, maxFiles: 3, spool: 500MB}
                    """.formatted(app.name(), words, app.copies(), environment, readiness));
            return daruma("start", file.toString());
        }

        @Override
        public void end(App app) throws IOException, InterruptedException {
            Lab.run(daruma("delete", app.name(), "--yes"));
        }

        @Override
        public void close() throws IOException, InterruptedException {
            Lab.run(daruma("kill"));
        }

        @Override
        public Optional<List<String>> listing() {
            return Optional.of(daruma("ls"));
        }

        @Override
        public List<Long> processes() throws IOException {
            long daemon = 0;
            for (var line : Files.readAllLines(home.resolve("state/daemon"))) {
                if (line.startsWith("pid=")) {
                    daemon = Long.parseLong(line.substring(4).strip());
                }
            }
            var pids = new ArrayList<Long>(List.of(daemon));
            pids.addAll(Lab.children(daemon, "daruma-shim"));
            // The holder; it is daruma's own, too.
            ProcessHandle.of(daemon)
                    .flatMap(ProcessHandle::parent)
                    .filter(p -> p.pid() != 1)
                    .ifPresent(p -> pids.add(p.pid()));
            return pids;
        }

        @Override
        public List<Path> logFiles(App app) throws IOException {
            var logs = home.resolve("logs").resolve(app.name());
            if (!Files.isDirectory(logs)) {
                return List.of();
            }
            try (var files = Files.walk(logs)) {
                return files.filter(Files::isRegularFile).toList();
            }
        }
    }

    static final class Pm2 implements Peer {
        private final Path directory;
        private final Path home;
        private final String command;

        Pm2(Path directory, Path command) {
            this.directory = directory;
            this.home = directory.resolve("h");
            this.command = command.toString();
        }

        @Override
        public String name() {
            return "pm2";
        }

        private List<String> pm2(String... arguments) {
            var words = new ArrayList<String>(List.of(command));
            words.addAll(List.of(arguments));
            return Lab.with(
                    Map.of("PM2_HOME", home.toString(), "PM2_DISCRETE_MODE", "true"), words.toArray(String[]::new));
        }

        @Override
        public void begin() throws IOException, InterruptedException {
            Files.createDirectories(directory);
            Lab.run(pm2("ping"));
        }

        @Override
        public List<String> prepare(App app) throws IOException {
            var file = directory.resolve(app.name() + ".config.json");
            var node = app.command().getFirst().equals("node");
            var arguments = app.command().stream()
                    .skip(node ? 2 : 1)
                    .map(w -> '"' + w + '"')
                    .collect(Collectors.joining(", ", "[", "]"));
            var environment = app.environment().entrySet().stream()
                    .map(e -> '"' + e.getKey() + "\": \"" + e.getValue() + '"')
                    .collect(Collectors.joining(", ", "{", "}"));
            Files.writeString(file, """
                    {"apps": [{"name": "%s", "script": "%s", "args": %s, %s "exec_mode": "fork", "instances": %d,
                      "env": %s, "max_restarts": 1000000, "time": true, "pmx": false, "merge_logs": true,
                      "out_file": "%s", "error_file": "/dev/null"}]}
                    """.formatted(
                            app.name(),
                            app.command().get(node ? 1 : 0),
                            arguments,
                            node ? "" : "\"interpreter\": \"none\",",
                            app.copies(),
                            environment,
                            app.log().map(Path::toString).orElse("/dev/null")));
            return pm2("start", file.toString());
        }

        @Override
        public void end(App app) throws IOException, InterruptedException {
            Lab.run(pm2("delete", app.name()));
        }

        @Override
        public void close() throws IOException, InterruptedException {
            Lab.run(pm2("kill"));
        }

        @Override
        public Optional<List<String>> listing() {
            return Optional.of(pm2("ls"));
        }

        @Override
        public List<Long> processes() throws IOException {
            return List.of(
                    Long.parseLong(Files.readString(home.resolve("pm2.pid")).strip()));
        }
    }

    static final class Supervisord extends Foreground {
        private final Path packages;

        Supervisord(Path directory, Path packages) {
            super(directory);
            this.packages = packages;
        }

        @Override
        public String name() {
            return "supervisord";
        }

        private List<String> tool(String tool, String... arguments) {
            var words = new ArrayList<String>(List.of(
                    "/usr/bin/python3",
                    packages.resolve("usr/bin").resolve(tool).toString()));
            words.addAll(List.of("-c", directory.resolve("supervisord.conf").toString()));
            words.addAll(List.of(arguments));
            return Lab.with(
                    Map.of(
                            "PYTHONPATH",
                            packages.resolve("usr/lib/python3/dist-packages").toString()),
                    words.toArray(String[]::new));
        }

        @Override
        public void begin() throws IOException {
            Files.createDirectories(directory.resolve("apps"));
            Files.writeString(directory.resolve("supervisord.conf"), """
                    [unix_http_server]
                    file=%1$s/s.sock
                    [supervisord]
                    logfile=%1$s/supervisord.log
                    pidfile=%1$s/supervisord.pid
                    nodaemon=true
                    minfds=10000
                    [rpcinterface:supervisor]
                    supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                    [supervisorctl]
                    serverurl=unix://%1$s/s.sock
                    [include]
                    files=%1$s/apps/*.conf
                    """.formatted(directory));
            launch(tool("supervisord"));
            Lab.await(
                    "supervisord's socket",
                    Duration.ofSeconds(20),
                    Duration.ofMillis(50),
                    () -> Files.exists(directory.resolve("s.sock")));
        }

        @Override
        public List<String> prepare(App app) throws IOException {
            var environment = app.environment().entrySet().stream()
                    .map(e -> e.getKey() + "=\"" + e.getValue() + '"')
                    .collect(Collectors.joining(","));
            Files.writeString(directory.resolve("apps/" + app.name() + ".conf"), """
                    [program:%s]
                    command=%s
                    numprocs=%d
                    process_name=%%(program_name)s_%%(process_num)d
                    startsecs=0
                    startretries=1000000
                    autorestart=true
                    environment=%s
                    stdout_logfile=%s
                    stdout_logfile_maxbytes=0
                    stderr_logfile=NONE
                    """.formatted(
                            app.name(),
                            String.join(" ", app.command()),
                            app.copies(),
                            environment,
                            app.log().map(Path::toString).orElse("NONE")));
            return tool("supervisorctl", "update");
        }

        @Override
        public void end(App app) throws IOException, InterruptedException {
            Files.deleteIfExists(directory.resolve("apps/" + app.name() + ".conf"));
            Lab.run(tool("supervisorctl", "update"));
        }

        @Override
        public Optional<List<String>> listing() {
            return Optional.of(tool("supervisorctl", "status"));
        }

        @Override
        public List<Long> processes() {
            // env(1) has become python.
            return List.of(running().pid());
        }
    }

    /** s6 and runit alike: a directory of directories with a run script each. */
    static final class Scanner extends Foreground {
        private final String name;
        private final List<String> scan;
        private final Optional<List<String>> rescan;
        private final String supervise;

        private Scanner(
                Path directory, String name, List<String> scan, Optional<List<String>> rescan, String supervise) {
            super(directory);
            this.name = name;
            this.scan = scan;
            this.rescan = rescan;
            this.supervise = supervise;
        }

        static Scanner s6(Path directory) {
            var services = directory.resolve("services").toString();
            return new Scanner(
                    directory,
                    "s6",
                    List.of("s6-svscan", services),
                    Optional.of(List.of("s6-svscanctl", "-a", services)),
                    "s6-supervise");
        }

        static Scanner runit(Path directory, Path packages) {
            return new Scanner(
                    directory,
                    "runit",
                    List.of(
                            "env",
                            "PATH=" + packages.resolve("usr/bin") + ":/usr/bin:/bin",
                            "runsvdir",
                            directory.resolve("services").toString()),
                    Optional.empty(),
                    "runsv");
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void begin() throws IOException {
            var services = Files.createDirectories(directory.resolve("services"));
            launch(scan);
            if (rescan.isPresent()) {
                Lab.await(
                        "s6-svscan listens",
                        Duration.ofSeconds(20),
                        Duration.ofMillis(20),
                        () -> Files.exists(services.resolve(".s6-svscan/control")));
            }
        }

        @Override
        public List<String> prepare(App app) throws IOException {
            for (int i = 0; i < app.copies(); i++) {
                var service = Files.createDirectories(directory.resolve("services/." + app.name() + i));
                var run = service.resolve("run");
                var exports = app.environment().entrySet().stream()
                        .map(e -> "export " + e.getKey() + "=" + e.getValue() + "\n")
                        .collect(Collectors.joining());
                Files.writeString(run, "#!/bin/sh\n" + exports + "exec " + String.join(" ", app.command()) + "\n");
                Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
                // Complete before it is seen.
                Files.move(service, directory.resolve("services/" + app.name() + i));
            }
            return rescan.orElse(List.of("true"));
        }

        @Override
        public void end(App app) throws IOException, InterruptedException {
            for (int i = 0; i < app.copies(); i++) {
                Lab.delete(directory.resolve("services/" + app.name() + i));
            }
            close();
            Lab.delete(directory.resolve("services"));
            begin();
        }

        @Override
        public List<Long> processes() throws IOException {
            var pids = new ArrayList<Long>(List.of(running().pid()));
            pids.addAll(Lab.children(running().pid(), supervise));
            return pids;
        }
    }
}
