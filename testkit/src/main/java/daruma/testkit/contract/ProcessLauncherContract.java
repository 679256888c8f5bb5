package daruma.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.ExitStatus;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.Signal;
import daruma.supervisor.lifecycle.InstanceEvent;
import daruma.supervisor.lifecycle.InstanceEvent.About;
import daruma.supervisor.lifecycle.InstanceEvent.Ended;
import daruma.supervisor.lifecycle.InstanceEvent.Launched;
import daruma.supervisor.lifecycle.LaunchOrder;
import daruma.supervisor.loop.ProcessLauncher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the loop relies on, see {@link ProcessLauncher}. */
public abstract class ProcessLauncherContract {
    /** The slot that every program of these tests is launched in. */
    protected static final InstanceId SLOT = new InstanceId(new AppName("contract"), 0);

    /** For subclasses. */
    protected ProcessLauncherContract() {}

    /** The programs that a launcher is tried with. */
    public enum Program {
        /** Lives until it is asked to end. */
        LIVES,
        /** Ends at once with code 3. */
        EXITS_WITH_3,
        /** Lives, and ignores SIGTERM. */
        IGNORES_TERM,
        /** There is no such file. */
        DOES_NOT_EXIST
    }

    /** The launcher under test; the same one during a test. */
    protected abstract ProcessLauncher launcher();

    /** How one of the programs is launched. */
    protected abstract LaunchOrder order(Incarnation incarnation, Program program);

    /** Waits for the next thing that is told; empty if nothing is told for longer than anything here can take. */
    protected abstract Optional<About> next();

    /** Waits until a program has got so far that it does what it is there for, such as ignoring signals. */
    protected abstract void awaitSettled(Incarnation incarnation);

    @Test
    public void a_program_that_runs_is_told_to_run_and_then_to_have_ended() {
        launch(1, Program.EXITS_WITH_3);
        var told = untilEnd(1);
        assertThat(told).first().isInstanceOf(Launched.class);
        assertThat(end(told).status()).isEqualTo(new ExitStatus.Exited(3));
        assertThat(end(told).withMachine()).isFalse();
    }

    @Test
    public void a_program_that_does_not_exist_is_told_to_have_never_run_and_nothing_else() {
        launch(1, Program.DOES_NOT_EXIST);
        var told = untilEnd(1);
        assertThat(told).hasSize(1);
        assertThat(end(told).status()).isEqualTo(new ExitStatus.NeverRan("exec", 2));
    }

    @Test
    public void a_program_that_is_asked_to_end_ends() {
        launch(1, Program.LIVES);
        untilLaunched(1);
        awaitSettled(number(1));
        launcher().terminate(number(1), Signal.SIGTERM);
        assertThat(end(untilEnd(1)).status()).isEqualTo(new ExitStatus.Signaled(15, false));
    }

    @Test
    public void a_program_that_does_not_listen_is_killed() {
        launch(1, Program.IGNORES_TERM);
        untilLaunched(1);
        awaitSettled(number(1));
        launcher().terminate(number(1), Signal.SIGTERM);
        launcher().kill(number(1));
        assertThat(end(untilEnd(1)).status()).isEqualTo(new ExitStatus.Signaled(9, false));
    }

    @Test
    public void a_launch_that_is_broken_off_ends() {
        launch(1, Program.LIVES);
        launcher().kill(number(1));
        assertThat(end(untilEnd(1)).status()).isInstanceOfAny(ExitStatus.NeverRan.class, ExitStatus.Signaled.class);
    }

    @Test
    public void the_slot_can_be_launched_again_as_soon_as_the_end_is_told() {
        for (var number = 1; number <= 5; number++) {
            launch(number, Program.EXITS_WITH_3);
            assertThat(end(untilEnd(number)).status()).isEqualTo(new ExitStatus.Exited(3));
        }
    }

    @Test
    public void the_end_is_told_once_and_nothing_after_it() {
        launch(1, Program.EXITS_WITH_3);
        untilEnd(1);
        assertThat(next()).isEmpty();
    }

    @Test
    public void signals_to_what_is_gone_or_never_was_are_no_harm() {
        launch(1, Program.EXITS_WITH_3);
        untilEnd(1);
        launcher().terminate(number(1), Signal.SIGTERM);
        launcher().kill(number(1));
        launcher().terminate(number(9), Signal.SIGTERM);
        launcher().forget(SLOT);
        launch(2, Program.EXITS_WITH_3);
        assertThat(end(untilEnd(2)).status()).isEqualTo(new ExitStatus.Exited(3));
    }

    private void launch(long number, Program program) {
        launcher().launch(order(number(number), program));
    }

    private void untilLaunched(long number) {
        assertThat(next())
                .as("word of the launch of %s", number(number))
                .hasValueSatisfying(told -> assertThat(told).isInstanceOf(Launched.class));
    }

    private List<About> untilEnd(long number) {
        var told = new ArrayList<About>();
        while (true) {
            var next = next();
            assertThat(next)
                    .as("word of the end of %s; so far: %s", number(number), told)
                    .isPresent();
            var event = next.orElseThrow();
            assertThat(event.incarnation()).isEqualTo(number(number));
            if (!(event instanceof InstanceEvent.Degraded)) {
                told.add(event);
            }
            if (event instanceof Ended) {
                return told;
            }
        }
    }

    private static Ended end(List<About> told) {
        return (Ended) told.getLast();
    }

    private static Incarnation number(long number) {
        return new Incarnation(SLOT, number);
    }
}
