package daruma.control;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.codec.RandomModel;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.control.varlink.Idl;
import daruma.control.varlink.ServiceInterface;
import daruma.model.AppName;
import daruma.model.InstanceId;
import daruma.model.LogLine;
import daruma.model.Release;
import daruma.model.StatusWord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The file, the requests, the answers and the faults say the same. */
class InterfaceFileTest {
    private static final Idl FILE = Idl.parse(InterfaceFile.text());

    @Test
    void the_file_declares_what_the_code_has_and_nothing_else() {
        assertThat(FILE.name()).isEqualTo(Method.INTERFACE);
        assertThat(FILE.methods().keySet())
                .containsExactlyElementsOf(Method.ALL.stream().map(Method::name).toList());
        assertThat(Idl.parse(ServiceInterface.text()).name()).isEqualTo(ServiceInterface.NAME);
    }

    @ParameterizedTest
    @MethodSource
    void every_request_is_as_declared_and_comes_back_as_it_was(Request<?> request) {
        var json = RequestCodec.write(request);
        assertThat(FILE.problemsOfCall(request.method().name(), json)).isEmpty();
        var text = JsonText.print(json);
        assertThat(RequestCodec.read(request.method(), (Json.Obj) JsonText.parse(text)))
                .isEqualTo(request);
    }

    static Stream<Request<?>> every_request_is_as_declared_and_comes_back_as_it_was() {
        var model = new RandomModel(7);
        var some = List.of("web", "/x/");
        return Stream.of(
                new Request.Ping(),
                new Request.DaemonInfo(),
                new Request.Start(Stream.generate(model::spec).limit(50).toList(), false),
                new Request.Resume(some, true),
                new Request.Stop(some, false),
                new Request.Restart(some, Optional.of(Map.of("A", "b")), true),
                new Request.Restart(some, Optional.empty(), true),
                new Request.Scale(some, Size.to(6), true),
                new Request.Scale(some, Size.by(-2), false),
                new Request.Reload(some, Optional.of(Map.of("A", "b")), true),
                new Request.Reload(some, Optional.empty(), false),
                new Request.Update(Stream.generate(model::spec).limit(5).toList(), true, List.of("A"), false, true),
                new Request.Update(List.of(), false, List.of(), true, false),
                new Request.Rollout(some, Request.Rollout.Step.UNDO, OptionalInt.of(3), true),
                new Request.Rollout(some, Request.Rollout.Step.PAUSE, OptionalInt.empty(), false),
                new Request.Releases("web"),
                new Request.Delete(some),
                new Request.Reset(some),
                new Request.ListApps(List.of()),
                new Request.Describe("web", 3),
                new Request.Why("web/0"),
                new Request.Events(some, OptionalLong.of(7), true),
                new Request.Logs(LogQuery.last(5, "web").following()),
                new Request.Logs(new LogQuery(
                        some,
                        0,
                        Optional.of(model.instant()),
                        Optional.of(model.instant()),
                        Optional.of("a+"),
                        Set.of(LogLine.Stream.ERR, LogLine.Stream.NOTE),
                        true,
                        false)),
                new Request.Env("web", true),
                new Request.Incidents(),
                new Request.ShowIncident(12),
                new Request.Simulate(
                        Stream.generate(model::spec).limit(5).toList(),
                        Optional.of(new Request.Simulate.Fall(Duration.ofSeconds(3), Duration.ofMillis(500), 7)),
                        Duration.ofMinutes(10),
                        42),
                new Request.Simulate(List.of(), Optional.empty(), Duration.ofMinutes(10), 0),
                new Request.Save(),
                new Request.Resurrect(false),
                new Request.Shutdown(true, true));
    }

    @Test
    void every_answer_is_as_declared_and_comes_back_as_it_was() {
        for (long seed = 0; seed < 100; seed++) {
            var model = new RandomModel(seed);
            var app = RandomModel.withoutEnvironments(model.status());
            var events = List.of(model.event(), model.event());
            var lines = List.of(model.line(), model.line());
            check(Method.PING, new Answer.Pong("1.2"));
            check(
                    Method.INFO,
                    new Answer.DaemonInfo(
                            "1", 77, model.instant(), 3, "/h", "/h/s", "/l", "25", List.of(model.text())));
            check(
                    Method.START,
                    new Answer.Progress(new InstanceId(model.name(), 2), StatusWord.NOT_READY, model.text()));
            check(
                    Method.STOP,
                    new Answer.Changed(
                            List.of(app),
                            List.of(new Answer.Failure(model.name(), model.text(), lines)),
                            List.of(model.text())));
            check(Method.LIST, new Answer.Listing(List.of(app, app)));
            check(Method.DESCRIBE, new Answer.Description(app, events, lines));
            check(Method.WHY, new Answer.Story(app, events));
            var first = new Answer.History.Entry(Release.Note.of(1), false, List.of());
            var change = new Answer.History.Change("env.A", Optional.empty(), Optional.of(model.text()));
            var note = new Release.Note(2, Optional.of("00ff"), Optional.of(model.instant()), model.text());
            var second = new Answer.History.Entry(note, true, List.of(change));
            check(Method.RELEASES, new Answer.History(model.name(), List.of(first, second)));
            check(Method.EVENTS, new Answer.Events(events, seed));
            check(Method.LOGS, new Answer.Lines(lines, seed));
            check(Method.ENV, new Answer.Environment("web/0", Map.of("A", model.text()), Set.of("A")));
            check(Method.INCIDENTS, new Answer.IncidentList(List.of(model.incident(), model.incident())));
            check(Method.SHOW_INCIDENT, new Answer.IncidentShown(model.incidentReport()));
            check(Method.SIMULATE, new Answer.Forecasts(List.of(model.forecast(), model.forecast())));
            check(Method.SAVE, new Answer.Done());
        }
    }

    private static <R extends Answer> void check(Method<R> method, R answer) {
        var json = method.write(answer);
        assertThat(FILE.problemsOfReply(method.name(), json)).isEmpty();
        assertThat(Fields.read(JsonText.parse(JsonText.print(json)), method.reader()))
                .isEqualTo(answer);
    }

    @ParameterizedTest
    @MethodSource
    void every_fault_is_as_declared_and_comes_back_as_it_was(Fault.Remote fault) {
        var name = FaultCodec.name(fault);
        var json = FaultCodec.parameters(fault);
        var file = name.startsWith(ServiceInterface.NAME) ? Idl.parse(ServiceInterface.text()) : FILE;
        assertThat(file.problemsOfError(name.substring(name.lastIndexOf('.') + 1), json))
                .isEmpty();
        assertThat(FaultCodec.read(name, json)).isEqualTo(fault);
        assertThat(fault.sentence()).doesNotContain("\n").hasSizeGreaterThan(20);
        assertThat(fault.exitCode()).isBetween(1, 130);
    }

    static List<Fault.Remote> every_fault_is_as_declared_and_comes_back_as_it_was() {
        var web = new AppName("web");
        return List.of(
                new Fault.NoSuchApp("wbe", List.of("web")),
                new Fault.NoSuchIncident(12),
                new Fault.BadSelector("/(/", "it is not one"),
                new Fault.NameTaken(web, 3),
                new Fault.PortTaken(web, 80, OptionalLong.of(7), Optional.of("nginx"), Optional.of(web)),
                new Fault.PortTaken(web, 80, OptionalLong.empty(), Optional.empty(), Optional.empty()),
                new Fault.InvalidSpec(Optional.of("web"), "there is no program to run"),
                new Fault.InvalidSpec(Optional.empty(), "there is no program to run"),
                new Fault.Impossible(web, "scale", "that would leave no instance"),
                new Fault.NotPermitted("cannot switch to another user: run it as root"),
                new Fault.StateNotWritable("/s", "no space left on device"),
                new Fault.VersionMismatch("1", "2"),
                new Fault.ShuttingDown(),
                new Fault.TooSlow(5),
                new Fault.TooManyConnections(9),
                new Fault.Internal("NullPointerException"),
                new Fault.InterfaceNotFound("a.b"),
                new Fault.MethodNotFound("a.b.C"),
                new Fault.InvalidParameter("apps[0].name", "missing"));
    }

    @Test
    void every_declared_error_is_known_by_name() {
        var known = every_fault_is_as_declared_and_comes_back_as_it_was().stream()
                .map(FaultCodec::name)
                .filter(name -> name.startsWith(Method.INTERFACE))
                .map(name -> name.substring(Method.INTERFACE.length() + 1))
                .distinct()
                .toList();
        assertThat(FILE.errors().keySet()).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void an_error_of_a_newer_daemon_keeps_its_sentence_and_its_exit_code() {
        var parameters = (Json.Obj) JsonText.parse("{\"message\":\"the moon is full\",\"exitCode\":6,\"phase\":3}");
        assertThat(FaultCodec.read(Method.INTERFACE + ".FullMoon", parameters))
                .isEqualTo(new Fault.Other(Method.INTERFACE + ".FullMoon", "the moon is full", 6));
    }

    @Test
    void a_port_that_is_taken_names_its_holder_and_the_way_out() {
        var fault = new Fault.PortTaken(
                new AppName("api"), 3000, OptionalLong.of(812), Optional.of("node"), Optional.of(new AppName("old")));
        assertThat(fault.sentence())
                .isEqualTo("cannot start \"api\": port 3000 is already used by node (pid 812, app \"old\"). Try: daruma"
                        + " stop old");
    }
}
