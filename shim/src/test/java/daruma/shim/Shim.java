package daruma.shim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A shim under test: started, watched through its files, and ended with everything it started. */
final class Shim implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(20);

    final Path run;
    final Process process;
    private final CompletableFuture<String> status;
    private final String cookie;

    private Shim(Path run, Process process, CompletableFuture<String> status, String cookie) {
        this.run = run;
        this.process = process;
        this.status = status;
        this.cookie = cookie;
    }

    /**
     * Starts a shim on a run directory.
     *
     * @param arguments options, {@code --}, program, as after {@code --run DIR --status-fd 7}
     */
    static Shim start(Twin twin, Path run, String... arguments) {
        return start(twin, "", run, arguments);
    }

    /** As {@link #start(Twin, Path, String...)}; {@code preparation} is sh code that runs before and in the same process. */
    static Shim start(Twin twin, String preparation, Path run, String... arguments) {
        return start(twin.command(), preparation, run, arguments);
    }

    /** As {@link #start(Twin, Path, String...)}, but what keeps the program up. */
    static Shim hold(Twin twin, Path run, String... arguments) {
        return start(twin.holder(), "", run, arguments);
    }

    private static Shim start(List<String> program, String preparation, Path run, String... arguments) {
        try {
            Files.createDirectories(run);
            var fifo = Files.createTempDirectory("shim-status").resolve("status");
            new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
            var command =
                    new ArrayList<>(List.of("/bin/sh", "-c", preparation + " exec 7>\"$0\"; exec \"$@\"", fifo + ""));
            command.addAll(program);
            command.addAll(List.of("--run", run.toString(), "--status-fd", "7"));
            command.addAll(List.of(arguments));
            var cookie = UUID.randomUUID().toString();
            var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("DARUMA_RUN_ID", cookie);
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            var status = CompletableFuture.supplyAsync(() -> read(fifo));
            return new Shim(run, builder.start(), status, cookie);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the FIFO to its end, and takes it away. */
    private static String read(Path file) {
        try {
            var text = Files.readString(file, UTF_8);
            Files.delete(file);
            Files.delete(file.toAbsolutePath().getParent());
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All status lines; the shim has closed the descriptor when this returns. */
    String status() {
        try {
            return status.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the status lines have not ended: something still holds the descriptor", e);
        }
    }

    /** The shim's own exit status, once it has ended. */
    int ended() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the shim has not ended; run directory " + run + " has " + exit());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<String, String> exit() {
        return record("exit");
    }

    Map<String, String> exitOnceEnded() {
        ended();
        return exit();
    }

    Map<String, String> record(String name) {
        var values = new HashMap<String, String>();
        for (var line : text(name).lines().toList()) {
            var at = line.indexOf('=');
            if (at < 0) {
                throw new AssertionError("not key=value in the " + name + " record: " + line);
            }
            values.put(line.substring(0, at), line.substring(at + 1));
        }
        return values;
    }

    /** A file of the run directory; empty if it is not there. */
    String text(String name) {
        try {
            return Files.readString(run.resolve(name), UTF_8);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program's output once it holds a text. */
    String outWith(String wanted) {
        await("output with \"" + wanted + "\"")
                .atMost(LIMIT)
                .until(() -> text("out").contains(wanted));
        return text("out");
    }

    long pid() {
        await("pid record").atMost(LIMIT).until(() -> record("pid").containsKey("pid"));
        return Long.parseLong(record("pid").get("pid"));
    }

    /** Whether a process is there and not a zombie. */
    static boolean lives(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    static void signal(long pid, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every live process with this shim's cookie. */
    List<Long> members() {
        try (var processes = ProcessHandle.allProcesses()) {
            return processes.map(ProcessHandle::pid).filter(this::bearsCookie).toList();
        }
    }

    private boolean bearsCookie(long pid) {
        try {
            var environment = Files.readString(
                    Path.of("/proc/" + pid + "/environ"), java.nio.charset.StandardCharsets.ISO_8859_1);
            return environment.contains("DARUMA_RUN_ID=" + cookie);
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly();
        }
        for (long pid : members()) {
            signal(pid, "KILL");
        }
    }
}
