package daruma.daemon.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import daruma.control.Fault;
import daruma.daemon.launch.DirectSockets;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.ProgramKind;
import daruma.model.Traffic;
import daruma.process.ProcessRoom;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is refused before anything that works is stopped for it. */
class StartChecksTest {
    private final StartChecks checks = new StartChecks(
            new PortProbe(ProcessRoom.open().procFs()),
            _ -> Optional.empty(),
            (_, _) -> true,
            new DirectSockets(Optional.empty(), _ -> Optional.empty()));

    private static AppSpec spec(String name, String program, int port) {
        return AppSpec.of(
                        new AppName(name),
                        new Command(List.of(program), Path.of("/"), ProgramKind.BINARY, Optional.empty()))
                .withPort(port);
    }

    private Fault fault(AppSpec spec, Optional<DesiredApp> until, List<DesiredApp> others) {
        return catchThrowableOfType(FaultException.class, () -> checks.check(spec, until, others))
                .fault();
    }

    @Test
    void a_port_that_a_stranger_holds_is_refused_and_one_that_is_its_own_is_not() throws IOException {
        try (var stranger = new ServerSocket(0)) {
            var spec = spec("web", "/bin/sleep", stranger.getLocalPort());
            var until = spec("web", "/bin/sleep", stranger.getLocalPort() - 1);
            assertThat(fault(spec, Optional.empty(), List.of())).isInstanceOf(Fault.PortTaken.class);
            assertThat(fault(spec, Optional.of(DesiredApp.first(0, until)), List.of()))
                    .isInstanceOf(Fault.PortTaken.class);
            assertThatCode(() -> checks.check(spec, Optional.of(DesiredApp.first(0, spec)), List.of()))
                    .doesNotThrowAnyException();
            var balanced = spec.withReplicas(3).withTraffic(new Traffic(Traffic.Mode.BALANCED, OptionalInt.empty(), 0));
            assertThatCode(() -> checks.check(balanced, Optional.of(DesiredApp.first(0, spec)), List.of()))
                    .as("the instance that serves there leaves the port to the balancer")
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void a_port_that_another_app_publishes_is_named_with_that_app() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var other = DesiredApp.first(
                0,
                spec("api", "/bin/sleep", port)
                        .withTraffic(new Traffic(Traffic.Mode.BALANCED, OptionalInt.empty(), 0)));
        assertThat(fault(spec("web", "/bin/sleep", port), Optional.empty(), List.of(other))
                        .sentence())
                .contains("app \"api\"")
                .contains("daruma stop api");
    }

    @Test
    void a_program_that_is_not_there_is_refused() {
        var spec = spec("web", "/no/such/program", 3000).withTraffic(Traffic.OWN);
        assertThat(fault(spec, Optional.of(DesiredApp.first(0, spec)), List.of()))
                .isInstanceOf(Fault.InvalidSpec.class)
                .extracting(Fault::sentence)
                .asString()
                .contains("there is no file /no/such/program");
    }
}
