package daruma.daemon.launch;

import daruma.logs.FileLogs;
import daruma.logs.LogTrouble;
import daruma.logs.RoomSpools;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import daruma.model.LogPolicy;
import daruma.model.ProgramKind;
import daruma.process.ProcessRoom;
import daruma.process.launch.Shim;
import daruma.supervisor.lifecycle.InstanceEvent.About;
import daruma.supervisor.lifecycle.LaunchOrder;
import daruma.supervisor.loop.ProcessLauncher;
import daruma.testkit.contract.ProcessLauncherContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The real adapter keeps what the loop relies on: real shims, real programs, real run directories. */
class ShimLauncherContractTest extends ProcessLauncherContract {
    private static final Path SHIM = Path.of("..", "shim", "target", "shim", "daruma-shim")
            .toAbsolutePath()
            .normalize();
    /** Longer than anything here takes on a busy machine, and short enough to wait for nothing once. */
    private static final int PATIENCE_SECONDS = 4;

    @TempDir
    Path directory;

    private final LinkedBlockingQueue<About> told = new LinkedBlockingQueue<>();
    private final ExecutorService work = Executors.newCachedThreadPool();
    private ProcessRoom room;
    private FileLogs logs;
    private ShimLauncher launcher;

    @BeforeEach
    void open() throws IOException {
        room = ProcessRoom.open();
        var spools = new RoomSpools(room.spools());
        logs = FileLogs.open(directory.resolve("logs"), directory.resolve("commits"), spools, spools, new NoTrouble());
        logs.declare(SLOT.app(), LogPolicy.DEFAULT);
        var directories = new RunDirectories(Files.createDirectory(directory.resolve("run")));
        launcher = new ShimLauncher(
                room.launcher(),
                new LaunchPreparation(
                        Shim.c(SHIM),
                        directories,
                        (_, _) -> Optional.empty(),
                        LaunchPreparation.Surroundings.NONE,
                        told::add),
                directories,
                logs,
                told::add,
                work,
                _ -> OptionalInt.empty(),
                Instant::now,
                Duration.ZERO);
    }

    @AfterEach
    void close() {
        work.shutdown();
        logs.close();
        room.close();
    }

    @Override
    protected ProcessLauncher launcher() {
        return launcher;
    }

    @Override
    protected LaunchOrder order(Incarnation incarnation, Program program) {
        var settled = settled(incarnation);
        var argv = switch (program) {
            case LIVES -> List.of("/bin/sh", "-c", "echo > " + settled + "; exec sleep 60");
            case EXITS_WITH_3 -> List.of("/bin/sh", "-c", "exit 3");
            case IGNORES_TERM ->
                List.of("/bin/sh", "-c", "trap '' TERM; echo > " + settled + "; while :; do sleep 1; done");
            case DOES_NOT_EXIST -> List.of("/nonexistent/program");
        };
        var command = new Command(argv, directory, ProgramKind.BINARY, Optional.empty());
        return new LaunchOrder(incarnation, DesiredApp.first(0, AppSpec.of(new AppName("contract"), command)));
    }

    @Override
    protected Optional<About> next() {
        try {
            return Optional.ofNullable(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    protected void awaitSettled(Incarnation incarnation) {
        org.awaitility.Awaitility.await("the program says that it has settled")
                .atMost(java.time.Duration.ofSeconds(20))
                .until(() -> Files.exists(settled(incarnation)));
    }

    private Path settled(Incarnation incarnation) {
        return directory.resolve("settled-" + incarnation.number());
    }

    private static final class NoTrouble implements LogTrouble {
        @Override
        public void failing(AppName app, String problem) {
            throw new AssertionError(app + ": " + problem);
        }

        @Override
        public void recovered(AppName app) {}
    }
}
