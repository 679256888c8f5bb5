package daruma.probes.word;

import daruma.model.Incarnation;
import daruma.model.StopPolicy;
import daruma.supervisor.lifecycle.InstanceState;
import daruma.supervisor.loop.SupervisorLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How long a program may take to end, as decided: one that asks right after it was sent the signal is not told of the time before.
 *
 * @param now the supervisor's clock
 */
public record StopTimes(SupervisorLoop loop, Supplier<Instant> now) {
    public Conversations.Stop of(Incarnation incarnation) {
        var instance = loop.find(incarnation.instance());
        var grace = instance.map(it -> it.goal().stop().grace()).orElse(StopPolicy.DEFAULT.grace());
        return instance.map(it -> it.state())
                .filter(state -> state instanceof InstanceState.Stopping stopping
                        && stopping.incarnation().equals(incarnation))
                .map(state -> (InstanceState.Stopping) state)
                .map(stopping -> new Conversations.Stop(
                        stopping.grace(),
                        Optional.of(
                                stopping.killing() ? Duration.ZERO : Duration.between(now.get(), stopping.killAt()))))
                .orElseGet(() -> new Conversations.Stop(grace, Optional.empty()));
    }
}
