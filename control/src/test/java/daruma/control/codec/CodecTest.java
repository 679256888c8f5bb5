package daruma.control.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.control.json.BadJson;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.ProgramKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CodecTest {
    private static final int SEEDS = 300;

    @Test
    void whatever_the_model_allows_comes_back_as_it_was() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var model = new RandomModel(seed);
            roundTrip(seed, model.spec(), SpecCodec::write, SpecCodec::spec);
            roundTrip(seed, model.desired(), SpecCodec::write, SpecCodec::desired);
            roundTrip(seed, model.exit(), ExitCodec::write, ExitCodec::exit);
            roundTrip(seed, model.event(), EventCodec::write, EventCodec::event);
            roundTrip(seed, model.line(), LogLineCodec::write, LogLineCodec::line);
            var status = model.status();
            roundTrip(seed, status.instances().getFirst(), StatusCodec::write, StatusCodec::instance);
            roundTrip(seed, RandomModel.withoutEnvironments(status), StatusCodec::write, StatusCodec::app);
        }
    }

    @Test
    void a_status_never_carries_an_environment() {
        for (long seed = 0; seed < SEEDS; seed++) {
            var status = new RandomModel(seed).status();
            var back = read(StatusCodec.write(status), StatusCodec::app);
            assertThat(back).as("seed=%s", seed).isEqualTo(RandomModel.withoutEnvironments(status));
        }
    }

    @Test
    void what_is_left_out_has_its_default() {
        var spec = read(
                JsonText.parse("{\"name\":\"web\",\"command\":{\"argv\":[\"/bin/true\"],\"cwd\":\"/\"}}"),
                SpecCodec::spec);
        assertThat(spec)
                .isEqualTo(AppSpec.of(
                        new AppName("web"),
                        new Command(List.of("/bin/true"), Path.of("/"), ProgramKind.BINARY, Optional.empty())));
    }

    @Test
    void a_property_that_is_not_known_is_refused_wherever_it_stands() {
        var whole = SpecCodec.write(new RandomModel(1).spec());
        assertRefused(with(whole, "zeal", Json.of(1)), "zeal: unknown property");
        for (var part : List.of("command", "readiness", "restart", "stop", "process", "logs")) {
            var inner = (Json.Obj) whole.members().get(part);
            assertRefused(with(whole, part, with(inner, "zeal", Json.of(1))), part + ".zeal: unknown property");
        }
    }

    @Test
    void what_the_model_refuses_is_refused_with_its_path() {
        var whole = SpecCodec.write(new RandomModel(1).spec());
        assertRefused(with(whole, "name", Json.of("all")), "name: invalid app name \"all\"");
        assertRefused(with(whole, "replicas", Json.of(0)), "the number of instances is 0");
        assertRefused(with(whole, "replicas", Json.of(1L << 40)), "replicas: 1099511627776 is out of range");
        assertRefused(with(whole, "replicas", Json.of("2")), "replicas: this is a string: a whole number was expected");
        var stop = Json.object().put("signal", "SIGSTOP").build();
        assertRefused(with(whole, "stop", stop), "stop: SIGSTOP does not end a process");
        var restart = Json.object().put("mode", "sometimes").build();
        assertRefused(
                with(whole, "restart", restart), "restart.mode: \"sometimes\" is none of always, on-failure, never");
        var readiness = Json.object().put("deadline", "10s").build();
        assertRefused(with(whole, "readiness", readiness), "readiness.deadline: \"10s\" is not an ISO 8601 duration");
        assertRefused(with(whole, "command", Json.Obj.EMPTY), "command.cwd: missing");
    }

    private static void assertRefused(Json spec, String problem) {
        assertThatThrownBy(() -> read(spec, SpecCodec::spec))
                .isInstanceOf(BadJson.class)
                .hasMessageContaining(problem);
    }

    private static Json.Obj with(Json.Obj object, String name, Json value) {
        var copy = Json.object();
        object.members().forEach(copy::put);
        return copy.put(name, value).build();
    }

    private static <T> void roundTrip(long seed, T value, Function<T, Json.Obj> writer, Function<Fields, T> reader) {
        var text = JsonText.printUtf8(writer.apply(value));
        assertThat(read(JsonText.parse(text), reader)).as("seed=%s", seed).isEqualTo(value);
    }

    private static <T> T read(Json json, Function<Fields, T> reader) {
        return Fields.read(json, reader);
    }
}
