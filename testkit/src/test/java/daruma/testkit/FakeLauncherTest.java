package daruma.testkit;

import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import daruma.model.ProgramKind;
import daruma.supervisor.lifecycle.InstanceEvent.About;
import daruma.supervisor.lifecycle.LaunchOrder;
import daruma.supervisor.loop.ProcessLauncher;
import daruma.testkit.contract.ProcessLauncherContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

class FakeLauncherTest extends ProcessLauncherContract {
    private final FakeClock clock = new FakeClock();
    private final FakeMachine machine = new FakeMachine(clock, FakeLauncherTest::script);
    private final ArrayDeque<About> told = new ArrayDeque<>();
    private final FakeLauncher launcher =
            new FakeLauncher(machine, clock.ofDaemon(), () -> Duration.ofMillis(2), told::add);

    @Override
    protected ProcessLauncher launcher() {
        return launcher;
    }

    @Override
    protected LaunchOrder order(Incarnation incarnation, Program program) {
        var command = new Command(List.of(program.name()), Path.of("/"), ProgramKind.BINARY, Optional.empty());
        return new LaunchOrder(incarnation, DesiredApp.first(0, AppSpec.of(SLOT.app(), command)));
    }

    @Override
    protected Optional<About> next() {
        while (told.isEmpty() && machine.next().isPresent()) {
            machine.runUntil(machine.next().orElseThrow());
        }
        return Optional.ofNullable(told.poll());
    }

    @Override
    protected void awaitSettled(Incarnation incarnation) {
        // A fake program does what its script says from the beginning.
    }

    private static Script script(LaunchOrder order) {
        return switch (Program.valueOf(order.app().spec().command().argv().getFirst())) {
            case LIVES -> Script.GOOD;
            case EXITS_WITH_3 -> Script.exits(3, Duration.ofMillis(1));
            case IGNORES_TERM -> Script.GOOD.ignoringTermination();
            case DOES_NOT_EXIST -> Script.cannotRun("exec", 2);
        };
    }
}
