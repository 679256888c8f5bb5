package daruma.cli;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.cli.command.Commands;
import daruma.cli.syntax.Syntax;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest extends WithDaemon {
    static Stream<String> commands() {
        return Stream.concat(Commands.ALL.stream(), Commands.OF_TWO_WORDS.stream())
                .map(Commands.Entry::name)
                .filter(name -> !name.equals("help"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_shows_examples_first_then_own_options_and_ends_with_the_documentation(String command) {
        var syntax = Commands.syntaxOf(command);
        var result = shell().run((command + " --help").split(" ", -1));
        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith(syntax.summary())
                .endsWith("Documentation: https://github.com/daruma-pm/daruma/tree/main/docs\n");
        assertThat(syntax.examples()).isNotEmpty();
        assertThat(result.out().indexOf(syntax.examples().getFirst().line()))
                .isBetween(0, result.out().indexOf("Usage:"));
        for (var option : syntax.options()) {
            assertThat(result.out()).contains(String.join(", ", option.names()));
        }
        if (!command.equals("start")) {
            assertThat(result.out()).doesNotContain("--interpreter");
        }
        assertThat(shell().run(("help " + command).split(" ", -1)).out()).isEqualTo(result.out());
        assertThat(daemon.requests()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void no_option_of_a_command_is_declared_twice_or_both_supported_and_refused(String command) {
        var syntax = Commands.syntaxOf(command);
        var seen = new HashSet<String>();
        for (var option : syntax.options()) {
            for (var name : option.names()) {
                assertThat(seen.add(name))
                        .as("%s of %s is declared once", name, command)
                        .isTrue();
            }
        }
        assertThat(syntax.later().keySet()).doesNotContainAnyElementsOf(seen);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_example_uses_the_command(String command) {
        for (var example : Commands.syntaxOf(command).examples()) {
            assertThat(example.line()).contains("daruma " + command);
        }
    }

    @Test
    void the_overview_lists_every_command() {
        var overview = shell().run().out();
        assertThat(overview)
                .isEqualTo(shell().run("--help").out())
                .isEqualTo(shell().run("help").out());
        for (var entry : Commands.ALL) {
            assertThat(overview).contains("  " + entry.name() + " ").contains(entry.says());
        }
        assertThat(overview.lines()).hasSizeLessThan(60);
    }

    @Test
    void topics_explain_selectors_environment_and_exit_codes() {
        assertThat(shell().run("help", "selectors").out()).contains("web/0", "/^api-/", "all");
        assertThat(shell().run("help", "environment").out()).contains("DARUMA_HOME", "NO_COLOR");
        assertThat(shell().run("help", "exit-codes").out()).contains("124", "130", "78");
    }

    @Test
    void the_environment_topic_names_every_variable_that_an_option_reads() {
        var topic = shell().run("help", "environment").out();
        var variables = new ArrayList<String>();
        commands()
                .map(Commands::syntaxOf)
                .map(Syntax::options)
                .forEach(options -> options.forEach(option -> option.variable().ifPresent(variables::add)));
        assertThat(variables)
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(topic).contains(variable));
    }

    @Test
    void the_version_is_one_line_and_starts_nothing() {
        daemon.close();
        for (var args : List.of("--version", "-v", "version")) {
            var result = shell().run(args);
            assertThat(result.out()).as(args).isEqualTo("development\n");
            assertThat(result.err()).isEmpty();
        }
    }

    @Test
    void completion_scripts_know_every_command_and_are_accepted_by_the_shell() throws Exception {
        for (var shell : List.of("bash", "zsh", "fish")) {
            var script = shell().run("completion", shell).out();
            assertThat(commands()).allSatisfy(command -> assertThat(script).contains(List.of(command.split(" ", -1))));
        }
        assertThat(shell().run("completion", "tcsh").exit()).isEqualTo(2);
        var bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
        try (var in = bash.getOutputStream()) {
            in.write(shell().run("completion", "bash").out().getBytes(StandardCharsets.UTF_8));
        }
        var said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
    }

    @Test
    void completion_of_app_names_is_silent_without_a_daemon() {
        daemon.answers(
                daruma.control.Method.LIST, new daruma.control.Answer.Listing(List.of(Apps.api(), Apps.worker())));
        assertThat(shell().run("__complete", "apps").out()).isEqualTo("api\nworker\nall\n");
        daemon.close();
        assertThat(shell().run("__complete", "apps")).isEqualTo(new Shell.Result(0, "", ""));
    }
}
