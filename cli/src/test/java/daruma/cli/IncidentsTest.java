package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.Method;
import daruma.control.Request;
import daruma.model.AppName;
import daruma.model.Bundle;
import daruma.model.Incarnation;
import daruma.model.Incident;
import daruma.model.IncidentReport;
import daruma.model.InstanceId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IncidentsTest extends WithDaemon {
    private static final Incident BOOM = incident(12, "web", "TypeError: x is undefined", 7);
    private static final Incident OTHER = incident(9, "worker", "", 1);

    private static Incident incident(long number, String app, String title, long count) {
        return new Incident(
                number,
                new AppName(app),
                Incident.Kind.CRASH,
                "exit code 1",
                title,
                List.of("at handler (server.js:12)", "at next (router.js:3)"),
                "0123456789ab",
                "r3",
                count,
                Shell.NOON.minusSeconds(7_200),
                Shell.NOON.minusSeconds(30),
                new Incarnation(new InstanceId(new AppName(app), 1), 41));
    }

    @BeforeEach
    void incidents() {
        daemon.answers(Method.INCIDENTS, new Answer.IncidentList(List.of(BOOM, OTHER)));
        var bundle = new Bundle(
                BOOM.last(),
                Shell.NOON.minusSeconds(30),
                Duration.ofMillis(340),
                Path.of("/h/state/incidents/12/7"),
                List.of(
                        new Bundle.Part("log", 2_048, "GET /\nTypeError: \u001b[31mx\u001b[0m is undefined\n"),
                        new Bundle.Part("heap", 5 << 20, "")),
                List.of("threads: the process had ended"));
        daemon.answers(Method.SHOW_INCIDENT, new Answer.IncidentShown(new IncidentReport(BOOM, List.of(bundle))));
    }

    @Test
    void failures_are_listed_once_with_their_counts() {
        assertThat(shell().run("incidents").out()).isEqualTo("""
                NUMBER  APP     KIND   COUNT  LAST     FIRST   CAUSE
                12      web     crash  7      30s ago  2h ago  exit code 1: TypeError: x is undefined
                9       worker  crash  1      30s ago  2h ago  exit code 1
                """);
        assertThat(shell().run("incidents", "-o", "wide").out())
                .contains("FINGERPRINT")
                .contains("0123456789ab");
    }

    @Test
    void they_can_be_asked_for_by_app_and_by_number_alone() {
        assertThat(shell().run("incidents", "web", "-q").out()).isEqualTo("12\n");
        assertThat(shell().run("incidents", "-o", "name").out()).isEqualTo("12\n9\n");
        var none = shell().run("incidents", "api");
        assertThat(none.out()).isEmpty();
        assertThat(none.err()).isEqualTo("no incidents of api\n");
        assertThat(none.exit()).isZero();
    }

    @Test
    void one_is_shown_with_what_was_gathered_and_without_the_control_characters_of_the_app() {
        assertThat(shell().run("incidents", "show", "12").out()).isEqualTo("""
                #12 web  exit code 1
                What:        crash
                Title:       TypeError: x is undefined
                Seen:        7 times
                First:       2026-01-01T10:00:00.000Z  (2h ago)
                Last:        2026-01-01T11:59:30.000Z  (30s ago, launch 41 of web/1)
                Release:     r3
                Fingerprint: 0123456789ab

                Where it failed
                  at handler (server.js:12)
                  at next (router.js:3)

                Evidence of 2026-01-01T11:59:30.000Z  launch 41 of web/1, gathered in 340 ms
                  /h/state/incidents/12/7

                  log  (2 KiB)
                    GET /
                    TypeError: x is undefined

                  heap  (5 MiB)
                  missing: threads: the process had ended
                """);
        assertThat(daemon.last(Request.ShowIncident.class)).contains(new Request.ShowIncident(12));
    }

    @Test
    void json_has_all_of_it() {
        assertThat(shell().run("incidents", "-o", "json").out())
                .startsWith("[{\"number\":12,\"app\":\"web\",\"kind\":\"crash\",\"cause\":\"exit code 1\"");
        assertThat(shell().run("incident", "show", "#12", "-o", "json").out())
                .contains("\"evidence\":[{\"slot\":1,\"incarnation\":41")
                .contains("\"missing\":[\"threads: the process had ended\"]");
    }

    @Test
    void an_incident_that_is_not_there_and_one_that_has_no_number_are_told_apart() {
        daemon.fails(Method.SHOW_INCIDENT, new Fault.NoSuchIncident(3));
        var gone = shell().run("incidents", "show", "3");
        assertThat(gone.exit()).isEqualTo(4);
        assertThat(gone.err()).contains("there is no incident 3").contains("daruma incidents");
        for (var wrong : List.of(List.of("incidents", "show"), List.of("incidents", "show", "last"))) {
            assertThat(shell().run(wrong.toArray(new String[0])).exit()).isEqualTo(2);
        }
    }
}
