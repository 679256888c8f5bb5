package daruma.daemon.launch;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.model.ProgramKind;
import daruma.model.Readiness;
import daruma.model.Traffic;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AppEnvironmentTest {
    private static final AppName WEB = new AppName("web");
    private static final Path RUN = Path.of("/run/web.1/7");
    private static final Path SOCKET = Path.of("/srv/notify.sock");
    private static final Path WORDS = Path.of("/run/words.sock");
    private static final Path PRELOAD = Path.of("/opt/with blank/ready.cjs");

    private final AppSpec spec = AppSpec.of(
                    WEB, new Command(List.of("node", "server.js"), Path.of("/srv"), ProgramKind.NODE, Optional.empty()))
            .withReplicas(3);

    @Test
    void each_instance_is_told_who_it_is_and_where_to_serve() {
        assertThat(env(spec.withPort(3000)))
                .containsEntry("DARUMA_APP", "web")
                .containsEntry("DARUMA_REPLICA", "1")
                .containsEntry("DARUMA_INCARNATION", "7")
                .containsEntry("NODE_APP_INSTANCE", "1")
                .containsEntry("pm_id", "4")
                .containsEntry("PORT", "3001");
    }

    @Test
    void what_was_declared_wins_over_what_was_inherited_and_over_us() {
        var env = env(spec.withPort(3000)
                .withInheritedEnv(Map.of("PORT", "1", "COLOR", "red", "ONLY", "inherited"))
                .withEnv(Map.of("PORT", "2", "COLOR", "blue")));
        assertThat(env)
                .containsEntry("PORT", "2")
                .containsEntry("COLOR", "blue")
                .containsEntry("ONLY", "inherited");
    }

    @Test
    void behind_the_balancer_every_variable_that_names_the_published_port_names_the_one_of_the_instance() {
        var balanced = spec.withPort(3000)
                .withTraffic(new Traffic(Traffic.Mode.BALANCED, OptionalInt.of(20_016), 0))
                .withInheritedEnv(Map.of("NODE_PORT", "3000"))
                .withEnv(Map.of("PORT", "3000", "LISTEN_ON", "3000", "UPSTREAM", "localhost:3000"));
        assertThat(env(balanced))
                .containsEntry("PORT", "20017")
                .containsEntry("LISTEN_ON", "20017")
                .containsEntry("NODE_PORT", "20017")
                .containsEntry("UPSTREAM", "localhost:3000");
    }

    @Test
    void without_a_port_none_is_made_up() {
        assertThat(env(spec)).doesNotContainKey("PORT");
    }

    @Test
    void every_program_is_told_where_it_may_say_how_it_is() {
        assertThat(env(spec)).containsEntry("DARUMA_SOCKET", WORDS.toString()).doesNotContainKey("NOTIFY_SOCKET");
        assertThat(env(spec.withInheritedEnv(Map.of("DARUMA_SOCKET", "/of/another/daemon"))))
                .containsEntry("DARUMA_SOCKET", WORDS.toString());
    }

    @Test
    void where_the_daemon_itself_is_to_say_that_it_is_ready_is_never_handed_down() {
        assertThat(env(spec.withInheritedEnv(Map.of("NOTIFY_SOCKET", "/run/systemd/notify", "NOTIFY_FD", "3"))))
                .doesNotContainKeys("NOTIFY_SOCKET", "NOTIFY_FD");
    }

    @Test
    void a_node_program_that_says_when_it_is_ready_gets_its_ways_to_do_so() {
        var notify = new Readiness(Readiness.Rule.NOTIFY, Readiness.DEFAULT.deadline(), Readiness.DEFAULT.settle());
        var env = env(spec.withReadiness(notify).withEnv(Map.of("NODE_OPTIONS", "--max-old-space-size=64")));
        assertThat(env)
                .containsEntry("NOTIFY_SOCKET", SOCKET.toString())
                .containsEntry(AppEnvironment.READY_FILE, "/run/web.1/7/ready")
                .containsEntry("NODE_OPTIONS", "--max-old-space-size=64 --require \"/opt/with blank/ready.cjs\"");
    }

    private static Map<String, String> env(AppSpec spec) {
        return AppEnvironment.of(
                DesiredApp.first(4, spec),
                new Incarnation(new InstanceId(WEB, 1), 7),
                RUN,
                Optional.of(SOCKET),
                Optional.of(WORDS),
                Optional.of(PRELOAD),
                Optional.empty());
    }
}
