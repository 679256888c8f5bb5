package daruma.state.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.control.Size;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.DesiredApp;
import daruma.model.ProgramKind;
import daruma.model.Refused;
import daruma.model.Rollout;
import daruma.model.StopPolicy;
import daruma.model.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PlansTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final AppSpec ALONE = AppSpec.of(
                    new AppName("web"),
                    new Command(List.of("node"), Path.of("/srv"), ProgramKind.NODE, Optional.empty()))
            .withPort(3000);
    private static final AppSpec BALANCED =
            ALONE.withReplicas(3).withTraffic(new Traffic(Traffic.Mode.BALANCED, OptionalInt.empty(), 0));

    private final Plans plans = new Plans(new BackendPorts(_ -> true), List.of());

    private static Asked asked(String digest) {
        return new Asked("daruma update web", NOON, Optional.of(digest));
    }

    private DesiredApp up(AppSpec spec) {
        return plans.add(1, spec, asked("aa")).app();
    }

    @Test
    void a_first_release_is_noted_and_its_instances_get_ports() {
        var planned = plans.add(
                1, BALANCED.withEnv(Map.of("PORT", "3000", "LISTEN_ON", "3000", "OTHER", "30001")), asked("aa"));
        assertThat(planned.app().spec().traffic().backendPort()).isEqualTo(OptionalInt.of(20_016));
        var note = planned.app().releases().current();
        assertThat(note.number()).isEqualTo(1);
        assertThat(note.digest()).contains("aa");
        assertThat(note.since()).contains(NOON);
        assertThat(planned.notices()).containsExactly("web: LISTEN_ON=3000 and PORT=3000 are 20016 to 20018 inside");
    }

    @Test
    void scaling_replaces_nothing_that_runs() {
        var app = up(BALANCED);
        var more = plans.scale(app, Size.by(2), asked("aa")).app();
        assertThat(more.spec().replicas()).isEqualTo(5);
        assertThat(more.specGeneration()).isEqualTo(app.specGeneration());
        assertThat(more.rollout()).isEmpty();
        assertThat(more.releases()).isEqualTo(app.releases());
        var same = plans.scale(app, Size.to(3), asked("aa"));
        assertThat(same.app()).isEqualTo(app);
        assertThat(same.notices()).containsExactly("web has 3 instances already");
    }

    @Test
    void one_alone_leaves_its_port_to_the_balancer_when_there_are_to_be_several() {
        var planned = plans.scale(up(ALONE), Size.to(3), asked("aa"));
        assertThat(planned.app().spec().traffic())
                .isEqualTo(new Traffic(Traffic.Mode.BALANCED, OptionalInt.of(20_016), 0));
        assertThat(planned.app().rollout().orElseThrow().kind()).isEqualTo(Rollout.Kind.UPDATE);
        assertThat(planned.notices()).anyMatch(notice -> notice.startsWith("web leaves port 3000 to the balancer"));
    }

    @Test
    void several_that_serve_ports_of_their_own_go_on_doing_so_and_who_has_no_port_shares_none() {
        assertThat(plans.scale(up(ALONE.withReplicas(2)), Size.to(4), asked("aa"))
                        .app()
                        .spec()
                        .traffic())
                .isEqualTo(Traffic.OWN);
        var portless = AppSpec.of(ALONE.name(), ALONE.command());
        assertThat(plans.scale(up(portless), Size.to(4), asked("aa"))
                        .app()
                        .spec()
                        .traffic())
                .isEqualTo(Traffic.OWN);
    }

    @Test
    void no_instance_at_all_or_too_many_are_refused_with_advice() {
        assertThatThrownBy(() -> plans.scale(up(BALANCED), Size.to(0), asked("aa")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("daruma stop");
        assertThatThrownBy(() -> plans.scale(up(BALANCED), Size.by(-3), asked("aa")))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> plans.scale(up(BALANCED), Size.by(998), asked("aa")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("1 to 1000");
    }

    @Test
    void an_update_that_concerns_no_process_replaces_none() {
        var app = up(BALANCED);
        var stop = new StopPolicy(app.spec().stop().signal(), Duration.ofSeconds(3));
        var planned = plans.update(app, app.spec().withStop(stop).withReplicas(4), asked("aa"));
        assertThat(planned.app().rollout()).isEmpty();
        assertThat(planned.app().releases()).isEqualTo(app.releases());
        assertThat(planned.notices()).containsExactly("web is changed in replicas, stop.grace; what runs goes on");
        assertThat(plans.update(app, app.spec(), asked("aa")).notices()).containsExactly("web is unchanged");
    }

    @Test
    void another_environment_or_other_files_are_another_release() {
        var app = up(BALANCED);
        var other = plans.update(app, app.spec().withEnv(Map.of("A", "b")), asked("aa"));
        assertThat(other.app().rollout().orElseThrow().kind()).isEqualTo(Rollout.Kind.UPDATE);
        assertThat(other.app().releases().current().name()).isEqualTo("r2");
        assertThat(other.app().spec().traffic()).isEqualTo(app.spec().traffic());
        assertThat(other.notices()).contains("web becomes r2");
        assertThat(plans.update(app, app.spec(), asked("bb"))
                        .app()
                        .releases()
                        .current()
                        .digest())
                .contains("bb");
    }

    @Test
    void a_declaration_without_ports_for_its_instances_keeps_those_there_are() {
        var app = up(BALANCED);
        assertThat(plans.update(app, BALANCED, asked("aa")).app()).isEqualTo(app);
    }

    @Test
    void what_is_down_stays_down_and_runs_anew_with_its_next_start() {
        var down = up(BALANCED).withRunning(false);
        var planned = plans.update(down, down.spec().withEnv(Map.of("A", "b")), asked("aa"));
        assertThat(planned.app().running()).isFalse();
        assertThat(planned.app().rollout()).isEmpty();
        assertThat(planned.app().specGeneration()).isEqualTo(2);
        assertThat(planned.notices()).anyMatch(notice -> notice.contains("daruma start web"));
        assertThat(plans.reload(down, Optional.empty(), asked("aa")).app().running())
                .isTrue();
    }

    @Test
    void a_reload_is_the_same_release_unless_files_or_environment_are_others() {
        var app = up(BALANCED);
        var same = plans.reload(app, Optional.empty(), asked("aa")).app();
        assertThat(same.rollout().orElseThrow().kind()).isEqualTo(Rollout.Kind.RELOAD);
        assertThat(same.releases()).isEqualTo(app.releases());
        assertThat(plans.reload(app, Optional.empty(), asked("bb"))
                        .app()
                        .releases()
                        .current()
                        .name())
                .isEqualTo("r2");
        assertThat(plans.reload(app, Optional.of(Map.of("A", "b")), asked("aa"))
                        .app()
                        .spec()
                        .inheritedEnv())
                .containsEntry("A", "b");
        assertThat(plans.reload(up(ALONE), Optional.empty(), asked("aa")).notices())
                .anyMatch(notice -> notice.contains("-p 3000"));
    }

    @Test
    void undo_brings_a_release_back_with_as_many_instances_as_there_are() {
        var first = up(BALANCED);
        var second = plans.update(first, first.spec().withEnv(Map.of("A", "b")), asked("aa"))
                .app()
                .rolledOut();
        var scaled = plans.scale(second, Size.to(5), asked("aa")).app();
        var back = plans.undo(scaled, OptionalInt.empty(), "daruma rollout undo web")
                .app();
        assertThat(back.spec()).isEqualTo(first.spec().withReplicas(5));
        assertThat(back.releases().current()).isEqualTo(first.releases().current());
        assertThat(back.rollout().orElseThrow().kind()).isEqualTo(Rollout.Kind.UPDATE);
        assertThat(plans.undo(scaled, OptionalInt.of(1), "it")
                        .app()
                        .releases()
                        .current()
                        .number())
                .isEqualTo(1);
        assertThatThrownBy(() -> plans.undo(scaled, OptionalInt.of(2), "it")).hasMessageContaining("runs r2 already");
        assertThatThrownBy(() -> plans.undo(scaled, OptionalInt.of(7), "it")).hasMessageContaining("no release r7");
        assertThatThrownBy(() -> plans.undo(first, OptionalInt.empty(), "it")).isInstanceOf(Refused.class);
    }

    @Test
    void undo_in_the_middle_of_an_update_turns_it_back() {
        var app = up(BALANCED);
        var updating = plans.update(app, app.spec().withEnv(Map.of("A", "b")), asked("aa"))
                .app();
        var back = plans.undo(updating, OptionalInt.empty(), "daruma rollout undo web")
                .app();
        assertThat(back.rollout().orElseThrow().kind()).isEqualTo(Rollout.Kind.ROLLBACK);
        assertThat(back.spec()).isEqualTo(app.spec());
        assertThatThrownBy(() -> plans.undo(back, OptionalInt.empty(), "it")).hasMessageContaining("on its way back");
    }

    @Test
    void a_rollout_is_paused_and_goes_on_and_what_failed_is_tried_again() {
        var app = up(BALANCED);
        assertThatThrownBy(() -> plans.pause(app)).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> plans.resume(app)).isInstanceOf(Refused.class);
        var updating = plans.update(app, app.spec().withEnv(Map.of("A", "b")), asked("aa"))
                .app();
        var paused = plans.pause(updating).app();
        assertThat(paused.rollout().orElseThrow().paused()).isTrue();
        assertThat(plans.resume(paused).app()).isEqualTo(updating);
        var failed = updating.paused(true, Optional.of("web/3 died"));
        var again = plans.resume(failed).app();
        assertThat(again.specGeneration()).isEqualTo(updating.specGeneration() + 1);
        assertThat(again.before().spec()).isEqualTo(app.spec());
        assertThat(again.releases()).isEqualTo(updating.releases());
    }
}
