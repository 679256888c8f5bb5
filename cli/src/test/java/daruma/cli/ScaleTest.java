package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.Method;
import daruma.control.Request;
import daruma.control.Size;
import daruma.model.AppName;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** scale, and service scale. */
class ScaleTest extends WithDaemon {
    @BeforeEach
    void answers() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.balanced())))
                .answers(Method.SCALE, new Answer.Changed(List.of(Apps.balanced()), List.of()));
    }

    private List<Request.Scale> scalings() {
        return daemon.requests().stream()
                .filter(Request.Scale.class::isInstance)
                .map(Request.Scale.class::cast)
                .toList();
    }

    @Test
    void a_number_is_so_many_and_a_sign_so_many_more_or_fewer() {
        shell().run("scale", "web", "6");
        shell().run("scale", "web", "+2");
        shell().run("scale", "web", "-1");
        shell().run("scale", "web", "-1", "--no-wait");
        assertThat(scalings())
                .containsExactly(
                        new Request.Scale(List.of("web"), Size.to(6), true),
                        new Request.Scale(List.of("web"), Size.by(2), true),
                        new Request.Scale(List.of("web"), Size.by(-1), true),
                        new Request.Scale(List.of("web"), Size.by(-1), false));
    }

    @Test
    void several_apps_have_a_number_each_or_one_together() {
        shell().run("scale", "web=6", "api=2", "old=6");
        shell().run("service", "scale", "web=5", "-d");
        shell().run("scale", "web", "api", "3");
        assertThat(scalings())
                .containsExactly(
                        new Request.Scale(List.of("web", "old"), Size.to(6), true),
                        new Request.Scale(List.of("api"), Size.to(2), true),
                        new Request.Scale(List.of("web"), Size.to(5), false),
                        new Request.Scale(List.of("web", "api"), Size.to(3), true));
    }

    @Test
    void it_says_how_the_instances_are_reached() {
        var result = shell().run("scale", "web", "2");
        assertThat(result.err()).isEqualTo("✓ web  scaled to 2 in 0 ms  http://localhost:3000, balanced over 2\n");
        assertThat(result.out()).contains("web").contains("http://localhost:3000");
        assertThat(result.exit()).isZero();
    }

    @Test
    void what_the_daemon_did_on_the_way_is_said() {
        var notice = "web leaves port 3000 to the balancer: for a moment nobody is served there";
        daemon.answers(Method.SCALE, new Answer.Changed(List.of(Apps.balanced()), List.of(), List.of(notice)));
        assertThat(shell().run("scale", "web", "2").err()).contains(notice);
        daemon.answers(
                Method.SCALE,
                new Answer.Changed(List.of(Apps.balanced()), List.of(), List.of("web has 2 instances already")));
        assertThat(shell().run("scale", "web", "2").err()).isEqualTo("web has 2 instances already\n");
    }

    @Test
    void what_is_no_number_and_what_is_absurd_is_refused_before_the_daemon_is_asked() {
        for (var words : List.of(List.of("web"), List.of("web", "six"), List.of("web=x"), List.of("web", "9999"))) {
            var args = new java.util.ArrayList<>(List.of("scale"));
            args.addAll(words);
            var result = shell().run(args.toArray(new String[0]));
            assertThat(result.exit()).as(words.toString()).isEqualTo(2);
            assertThat(result.err()).as(words.toString()).startsWith("error: ");
        }
        assertThat(scalings()).isEmpty();
        assertThat(shell().run("scale", "web", "9999").err()).contains("at most 1000 instances");
    }

    @Test
    void none_is_refused_with_advice() {
        daemon.fails(
                Method.SCALE,
                new Fault.Impossible(
                        new AppName("web"),
                        "scale",
                        "that would leave no instance, and an app has at least one. To end it and keep its declaration:"
                                + " daruma stop"));
        var result = shell().run("scale", "web", "0");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("cannot scale \"web\"").contains("daruma stop");
    }

    @Test
    void a_service_that_is_named_by_what_it_runs_is_found() {
        var known = Apps.running("myawesomeservice", "/srv/myapp.js");
        daemon.when(Method.LIST, (request, stage) -> {
            var selectors = ((Request.ListApps) request).selectors();
            if (selectors.isEmpty()) {
                stage.done(new Answer.Listing(List.of(Apps.worker(), known)));
            } else {
                stage.fail(new Fault.NoSuchApp(selectors.getFirst(), List.of()));
            }
        });
        var result = shell().run("service", "scale", "myapp=5");
        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err())
                .isEqualTo("error: there is no service \"myapp\". Did you mean \"myawesomeservice\", which runs"
                        + " myapp?\n");
        assertThat(shell().run("service", "scale", "myaw=5").err()).contains("Did you mean \"myawesomeservice\"?");
        assertThat(shell().run("scale", "zebra", "5").err())
                .contains("no app \"zebra\"")
                .contains("daruma ls");
        assertThat(scalings()).isEmpty();
    }
}
