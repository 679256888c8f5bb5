package daruma.daemon;

import daruma.daemon.launch.LaunchPreparation;
import daruma.daemon.launch.RunDirectories;
import daruma.daemon.launch.ShimLauncher;
import daruma.logs.SpoolCopying;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Backoff;
import daruma.model.Command;
import daruma.model.CrashLoopRule;
import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.ProgramKind;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import daruma.process.launch.Launcher;
import daruma.process.launch.Shim;
import daruma.supervisor.lifecycle.Action;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.loop.Clock;
import daruma.supervisor.loop.Ports;
import daruma.supervisor.loop.ReadinessWatch;
import daruma.supervisor.loop.Recovery;
import daruma.supervisor.loop.SupervisorLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A program of nobody falls and is put up again, before an app does: the first restarts of a JVM cost many times as much as
 * the later ones, because classes are initialized and methods interpreted on the way. It has its own loop and its own
 * directory, runs {@code sleep}, and leaves nothing behind.
 */
final class Rehearsal {
    /** The JVM is told to compile what has been called some 20 times, and a fall goes twice through most of the way. */
    private static final int FALLS = 30;

    /** Lives for 0, 10 or 20 ms, so that some of its launches are prepared and some are not. */
    private static final List<String> PROGRAM = List.of("sh", "-c", "exec sleep 0.0$((DARUMA_INCARNATION % 3))");

    private static final InstanceId NOBODY = new InstanceId(new AppName("rehearsal"), 0);

    private final RunDirectories directories;
    private final ShimLauncher actor;
    private final SupervisorLoop loop;
    private int falls;

    /** @param base where its run directories are for a moment; what an earlier rehearsal left there is removed */
    Rehearsal(Launcher launcher, Shim shim, Path base, Clock clock) {
        directories = new RunDirectories(base);
        actor = new ShimLauncher(
                launcher,
                new LaunchPreparation(
                        shim,
                        directories,
                        (user, group) -> Optional.empty(),
                        LaunchPreparation.Surroundings.NONE,
                        this::take),
                directories,
                new Unheard(),
                this::take,
                Runnable::run,
                roots -> OptionalInt.empty(),
                clock::now,
                Duration.ZERO);
        var unattended = new Unattended(this::take);
        var ports = new Ports(actor, new Unwatched(), unattended, unattended, _ -> {}, (_, _, _) -> {}, _ -> {}, clock);
        loop = new SupervisorLoop(
                ports, new SplittableRandom(), new Recovery(Map.of(NOBODY.app(), app()), List.of(), List.of(), 0));
    }

    /** Returns when it is over, after about half a second. */
    void run() {
        try {
            clear();
            Files.createDirectories(directories.base());
            loop.run();
            actor.close();
            clear();
        } catch (IOException | UncheckedIOException _) {
            // Without the rehearsal the first restart takes longer, and that is all.
        }
    }

    private void take(InstanceEvent.About event) {
        if (event instanceof InstanceEvent.Ended && ++falls == FALLS) {
            loop.close();
        } else {
            loop.post(event);
        }
    }

    private void clear() throws IOException {
        for (int number = 1; number <= FALLS + 1; number++) {
            directories.remove(new Incarnation(NOBODY, number));
        }
        directories.removeIfEmpty(NOBODY);
        Files.deleteIfExists(directories.base());
    }

    private static DesiredApp app() {
        var command = new Command(PROGRAM, Path.of("/"), ProgramKind.BINARY, Optional.empty());
        var soon = new Backoff(Duration.ZERO, Duration.ofMillis(1), 1, Duration.ofMillis(1), 0, Duration.ofSeconds(60));
        var restart = new RestartPolicy(RestartMode.ALWAYS, soon, CrashLoopRule.DEFAULT, OptionalInt.empty(), Set.of());
        return DesiredApp.first(
                0,
                AppSpec.of(NOBODY.app(), command)
                        .withRestart(restart)
                        .withInheritedEnv(Map.of("PATH", "/usr/bin:/bin")));
    }

    private static final class Unheard implements SpoolCopying {
        @Override
        public void attach(Incarnation incarnation, Path runDirectory) {}

        @Override
        public CompletableFuture<@Nullable Void> finished(Incarnation incarnation) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private static final class Unwatched implements ReadinessWatch {
        @Override
        public void watch(Action.WatchReadiness request) {}

        @Override
        public void forget(Incarnation incarnation) {}
    }
}
