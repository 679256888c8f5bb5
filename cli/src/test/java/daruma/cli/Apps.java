package daruma.cli;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.AppStatus;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.InstanceStatus;
import daruma.model.LastExit;
import daruma.model.ProcessId;
import daruma.model.ProgramKind;
import daruma.model.RolloutStatus;
import daruma.model.StatusWord;
import daruma.model.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Apps as a daemon would tell of them at noon. */
final class Apps {
    private Apps() {}

    /** Two ready instances, up for 3 minutes and 12 seconds, on ports 3000 and 3001. */
    static AppStatus api() {
        var name = new AppName("api");
        var command = new Command(
                List.of("node", "/srv/api.js"), Path.of("/srv"), ProgramKind.NODE, Optional.of(Path.of("/srv/api.js")));
        var spec = AppSpec.of(name, command).withReplicas(2).withPort(3000);
        return new AppStatus(
                new DesiredApp(0, spec, true, 1, 0),
                StatusWord.RUNNING,
                "r1",
                List.of(running(name, 0, 3000, 0), running(name, 1, 3001, 0)));
    }

    /** One ready instance that listens nowhere and was restarted five times, last 8 seconds ago. */
    static AppStatus worker() {
        var name = new AppName("worker");
        var up = running(name, 0, 0, 5);
        var exit = new LastExit(
                new Incarnation(up.id(), 6),
                new ExitStatus.Signaled(9, false),
                Shell.NOON.minusSeconds(8),
                Duration.ofSeconds(61),
                false,
                false);
        var instance = new InstanceStatus(
                up.id(),
                up.status(),
                7,
                up.process(),
                true,
                5,
                Optional.of(Shell.NOON.minusSeconds(8)),
                Optional.of(Shell.NOON.minusSeconds(7)),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.of(new InstanceStatus.Usage(1.14, 51L << 20, 1, Shell.NOON.minusSeconds(1))),
                Optional.of(exit),
                Optional.empty(),
                Optional.empty(),
                Optional.of("12 jobs waiting"));
        return new AppStatus(desired(1, name), StatusWord.RUNNING, "r1", List.of(instance));
    }

    /** Down, in a crash loop, with the reason that its last words gave. */
    static AppStatus bad() {
        var name = new AppName("bad");
        var id = new InstanceId(name, 0);
        var exit = new LastExit(
                new Incarnation(id, 16),
                new ExitStatus.Exited(1),
                Shell.NOON.minusSeconds(4),
                Duration.ofMillis(41),
                false,
                false);
        var instance = new InstanceStatus(
                id,
                StatusWord.CRASH_LOOP,
                16,
                Optional.empty(),
                false,
                15,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Shell.NOON.plusSeconds(26)),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of(exit),
                Optional.of("exit code 1: SyntaxError: missing ) after argument list"),
                Optional.empty(),
                Optional.empty());
        return new AppStatus(desired(3, name), StatusWord.CRASH_LOOP, "r1", List.of(instance));
    }

    /** Two ready instances behind the balancer on port 3000, the first on port 20016. */
    static AppStatus balanced() {
        return balanced(2, Optional.empty());
    }

    /** The same; with so many instances beyond two, one stands in. */
    static AppStatus balanced(int instances, Optional<RolloutStatus> rollout) {
        var name = new AppName("web");
        var command = new Command(
                List.of("node", "/srv/web.js"), Path.of("/srv"), ProgramKind.NODE, Optional.of(Path.of("/srv/web.js")));
        var spec = AppSpec.of(name, command)
                .withReplicas(2)
                .withPort(3000)
                .withTraffic(new Traffic(Traffic.Mode.BALANCED, OptionalInt.of(20_016), 0));
        return new AppStatus(
                new DesiredApp(1, spec, true, 1, 0),
                StatusWord.RUNNING,
                "r2",
                IntStream.range(0, instances)
                        .mapToObj(slot -> running(name, slot, 20_016 + slot, 0))
                        .toList(),
                rollout);
    }

    /** One ready instance of a script. */
    static AppStatus running(String app, String script) {
        var name = new AppName(app);
        var command =
                new Command(List.of("node", script), Path.of("/srv"), ProgramKind.NODE, Optional.of(Path.of(script)));
        return new AppStatus(
                new DesiredApp(5, AppSpec.of(name, command), true, 1, 0),
                StatusWord.RUNNING,
                "r1",
                List.of(running(name, 0, 0, 0)));
    }

    /** A stopped app that was declared like that. */
    static AppStatus withSpec(AppSpec spec) {
        return new AppStatus(new DesiredApp(4, spec, false, 1, 0), StatusWord.STOPPED, "r1", List.of());
    }

    private static DesiredApp desired(int id, AppName name) {
        var command = new Command(List.of("/srv/" + name), Path.of("/srv"), ProgramKind.BINARY, Optional.empty());
        return new DesiredApp(id, AppSpec.of(name, command), true, 1, 0);
    }

    private static InstanceStatus running(AppName name, int slot, int port, int restarts) {
        return new InstanceStatus(
                new InstanceId(name, slot),
                StatusWord.RUNNING,
                1,
                Optional.of(new ProcessId(4_000 + slot, 17)),
                true,
                restarts,
                Optional.of(Shell.NOON.minusSeconds(192)),
                Optional.of(Shell.NOON.minusSeconds(191)),
                Optional.empty(),
                port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
                Optional.of(new InstanceStatus.Usage(0.13, 54_000_000, 1, Shell.NOON.minusSeconds(2))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
