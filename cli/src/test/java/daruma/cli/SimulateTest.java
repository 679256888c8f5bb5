package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Method;
import daruma.control.Request;
import daruma.model.AppName;
import daruma.model.Event;
import daruma.model.Forecast;
import daruma.model.StatusWord;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulateTest extends WithDaemon {
    private static final AppName API = new AppName("api");
    private static final Forecast.Step DEATH = new Forecast.Step(
            Duration.ofMillis(3_000),
            Event.Type.WARNING,
            "Exited",
            1,
            "exited with code 1 after 3 s; restart at once",
            "first restart after a good run");

    private static Forecast forecast(List<Forecast.Step> steps, String... contradictions) {
        return new Forecast(
                API,
                steps,
                Optional.of(new Forecast.Outcome(21, 0.12, Optional.of(Duration.ofSeconds(17)), StatusWord.CRASH_LOOP)),
                List.of(contradictions));
    }

    private Request.Simulate asked() {
        return daemon.last(Request.Simulate.class).orElseThrow();
    }

    @Test
    void an_app_that_is_known_is_simulated_as_it_is_declared() {
        daemon.answers(Method.DESCRIBE, new Answer.Description(Apps.api(), List.of(), List.of()));
        daemon.answers(Method.SIMULATE, new Answer.Forecasts(List.of(forecast(List.of(DEATH)))));
        var result = shell().run("simulate", "api", "--crash-every", "3s", "--for", "5m", "--seed", "7");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("""
                api dies with exit code 1 at the age of 3s, ready after 500ms; 5m are looked at, seed 7
                     3.000s  Exited              exited with code 1 after 3 s; restart at once  (first restart after a good run)
                after 5m: CrashLoopBackOff, 21 deaths, ready for 12% of the time, called a crash loop after 17s
                """);
        assertThat(asked().apps()).containsExactly(Apps.api().desired().spec());
        assertThat(asked().fall())
                .contains(new Request.Simulate.Fall(Duration.ofSeconds(3), Duration.ofMillis(500), 1));
        assertThat(asked().span()).isEqualTo(Duration.ofMinutes(5));
        assertThat(asked().seed()).isEqualTo(7);
    }

    @Test
    void a_file_is_simulated_without_being_started_and_contradictions_are_status_one() throws IOException {
        Files.writeString(directory.resolve("daruma.yaml"), """
                apps:
                  - { name: api, command: [/bin/sh] }
                  - { name: db, command: [/bin/sh] }
                """);
        var sound = new Forecast(new AppName("db"), List.of(), Optional.empty(), List.of());
        var unsound = new Forecast(API, List.of(), Optional.empty(), List.of("maxRestarts cannot be reached"));
        daemon.answers(Method.SIMULATE, new Answer.Forecasts(List.of(unsound, sound)));
        var result = shell().run("simulate", "daruma.yaml");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEqualTo("""
                api
                  ✗ maxRestarts cannot be reached

                db  no contradictions
                """);
        assertThat(asked().apps()).hasSize(2);
        assertThat(asked().fall()).isEmpty();
        assertThat(daemon.last(Request.Start.class)).isEmpty();
    }

    @Test
    void a_long_story_is_cut_and_can_be_had_whole() {
        daemon.answers(Method.DESCRIBE, new Answer.Description(Apps.api(), List.of(), List.of()));
        daemon.answers(Method.SIMULATE, new Answer.Forecasts(List.of(forecast(Collections.nCopies(100, DEATH)))));
        assertThat(shell().run("simulate", "api", "--crash-every", "3s").out()).contains("…  60 further steps");
        assertThat(shell().run("simulate", "api", "--crash-every", "3s", "--all")
                        .out()
                        .lines())
                .hasSize(102);
    }

    @Test
    void json_has_every_step() {
        daemon.answers(Method.DESCRIBE, new Answer.Description(Apps.api(), List.of(), List.of()));
        daemon.answers(Method.SIMULATE, new Answer.Forecasts(List.of(forecast(List.of(DEATH)))));
        assertThat(shell().run("simulate", "api", "--crash-every", "3s", "-o", "json")
                        .out())
                .startsWith("[{\"app\":\"api\",\"contradictions\":[],\"outcome\":{\"deaths\":21,\"readyShare\":0.12")
                .contains("\"atSeconds\":3.0,\"type\":\"Warning\",\"reason\":\"Exited\"");
    }

    @Test
    void nonsense_is_refused_before_the_daemon_is_asked() {
        for (var wrong : List.of(
                List.of("simulate"),
                List.of("simulate", "api", "--crash-every", "0s"),
                List.of("simulate", "api", "--crash-every", "often"),
                List.of("simulate", "api", "--ready-after", "1s"),
                List.of("simulate", "api", "--crash-every", "1s", "--exit-code", "300"))) {
            assertThat(shell().run(wrong.toArray(new String[0])).exit())
                    .as(wrong.toString())
                    .isEqualTo(2);
        }
        assertThat(daemon.requests()).isEmpty();
    }
}
