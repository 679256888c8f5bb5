package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.control.Answer;
import daruma.control.Method;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules that hold for every command. */
class OutputContractTest extends WithDaemon {
    private static final String ESCAPE = "\u001b[";

    @BeforeEach
    void oneApp() {
        daemon.answers(Method.LIST, new Answer.Listing(List.of(Apps.api())));
    }

    @Test
    void nothing_but_data_and_no_escape_sequences_go_into_a_pipe() {
        assertThat(shell().run("ls").out()).doesNotContain(ESCAPE);
    }

    @Test
    void a_terminal_gets_colours() {
        assertThat(shell().onTerminal(120).run("ls").out()).contains(ESCAPE);
    }

    @Test
    void no_color_dumb_terminals_and_never_switch_colours_off() {
        assertThat(shell().onTerminal(120).env("NO_COLOR", "1").run("ls").out()).doesNotContain(ESCAPE);
        assertThat(shell().onTerminal(120).env("TERM", "dumb").run("ls").out()).doesNotContain(ESCAPE);
        assertThat(shell().onTerminal(120).env("CLICOLOR", "0").run("ls").out()).doesNotContain(ESCAPE);
        assertThat(shell().onTerminal(120).run("ls", "--color=never").out()).doesNotContain(ESCAPE);
        assertThat(shell().onTerminal(120).run("ls", "--no-color").out()).doesNotContain(ESCAPE);
        assertThat(shell().onTerminal(120)
                        .env("DARUMA_COLOR", "never")
                        .run("ls")
                        .out())
                .doesNotContain(ESCAPE);
    }

    @Test
    void an_empty_no_color_means_nothing() {
        assertThat(shell().onTerminal(120).env("NO_COLOR", "").run("ls").out()).contains(ESCAPE);
    }

    @Test
    void colours_can_be_forced_into_a_pipe() {
        assertThat(shell().env("FORCE_COLOR", "1").run("ls").out()).contains(ESCAPE);
        assertThat(shell().env("CLICOLOR_FORCE", "1").run("ls").out()).contains(ESCAPE);
        assertThat(shell().run("ls", "--color", "always").out()).contains(ESCAPE);
        assertThat(shell().env("FORCE_COLOR", "0").run("ls").out()).doesNotContain(ESCAPE);
    }

    @Test
    void an_impossible_value_of_color_is_refused() {
        var result = shell().run("ls", "--color=sometimes");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("auto, always or never");
    }

    @Test
    void output_can_be_set_for_all_commands_in_the_environment() {
        assertThat(shell().env("DARUMA_OUTPUT", "name").run("ls").out()).isEqualTo("api\n");
        assertThat(shell().env("DARUMA_OUTPUT", "name").run("ls", "-o", "json").out())
                .startsWith("[{");
    }

    @Test
    void an_unknown_format_gets_a_hint() {
        var result = shell().run("ls", "-o", "jsno");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("did you mean \"json\"?");
    }

    @Test
    void without_utf8_only_ascii_is_written() {
        daemon.answers(Method.STOP, new Answer.Changed(List.of(Apps.api()), List.of()));
        assertThat(shell().run("stop", "api").err()).contains("✓");
        for (var result : List.of(
                shell().env("LC_ALL", "C").run("stop", "api"),
                shell().run("stop", "api", "--ascii"),
                shell().env("DARUMA_ASCII", "1").run("stop", "api"))) {
            assertThat(result.err()).startsWith("ok api").matches("\\p{ASCII}*");
        }
    }

    @Test
    void silence_leaves_errors_and_data() {
        daemon.answers(Method.STOP, new Answer.Changed(List.of(Apps.api()), List.of()));
        var result = shell().run("stop", "api", "--silent");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("api");
        assertThat(shell().run("stop", "--silent").err()).startsWith("error: ");
    }

    @Test
    void an_unknown_command_gets_a_hint_and_status_two() {
        var result = shell().run("lisst");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("error: unknown command \"lisst\"; did you mean \"list\"?\n");
    }

    @Test
    void an_unknown_option_gets_a_hint_and_status_two() {
        var result = shell().run("start", "app.js", "--instnaces", "2");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("unknown option --instnaces").contains("did you mean \"--instances\"?");
    }

    @Test
    void a_missing_operand_is_answered_with_an_example() {
        var result = shell().run("stop");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("daruma stop web");
    }

    @Test
    void what_later_versions_bring_is_refused_with_advice() {
        for (var command : List.of("monit", "jlist", "flush", "deploy", "diff")) {
            var result = shell().run(command, "web");
            assertThat(result.exit()).as(command).isEqualTo(2);
            assertThat(result.err()).as(command).contains("not supported yet; ");
        }
        for (var option : List.of("--watch", "--restart-delay", "--only", "-e")) {
            var result = shell().run("start", "app.js", option);
            assertThat(result.exit()).as(option).isEqualTo(2);
            assertThat(result.err()).as(option).contains(option + " is not supported yet; ");
        }
    }

    @Test
    void a_socket_path_that_is_too_long_says_so() {
        var result = shell().env("DARUMA_HOME", "/tmp/" + "x".repeat(120)).run("ls");
        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err()).contains("107").contains("DARUMA_HOME");
    }

    @Test
    void a_relative_home_is_refused() {
        var result = shell().env("DARUMA_HOME", "relative").run("ls");
        assertThat(result.exit()).isEqualTo(78);
        assertThat(result.err()).contains("absolute");
    }
}
