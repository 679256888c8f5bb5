package daruma.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.manifest.text.ByteSizes;
import daruma.manifest.text.CommandLineWords;
import daruma.manifest.text.DidYouMean;
import daruma.model.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sizes, words, placeholders, env files, mistyped names. */
class SmallTextsTest {
    @Test
    void sizes_count_in_1024_whatever_the_spelling() {
        assertThat(List.of("4096", "4K", "4KB", "4 KiB", "4kib").stream().map(ByteSizes::parse))
                .containsOnly(4096L);
        assertThat(ByteSizes.parse("1G")).isEqualTo(1L << 30);
        for (var wrong : List.of("", "x", "-1", "1.5G", "1iB", "99999999T")) {
            assertThatThrownBy(() -> ByteSizes.parse(wrong)).as(wrong).isInstanceOf(Refused.class);
        }
    }

    @Test
    void words_are_split_at_blanks_and_joined_by_quotes() {
        assertThat(CommandLineWords.split("a  \"b c\" 'd \"e' f\\ g \"\" h\"i\"j"))
                .containsExactly("a", "b c", "d \"e", "f g", "", "hij");
        assertThat(CommandLineWords.split("  ")).isEmpty();
        assertThatThrownBy(() -> CommandLineWords.split("a 'b")).isInstanceOf(Refused.class);
    }

    @Test
    void placeholders_know_defaults_and_dollar_signs() {
        var placeholders = new Placeholders(Map.of("A", "1", "EMPTY", ""));
        assertThat(placeholders.resolve("x${A}y${B:-2}${EMPTY:-3}$$${EMPTY}$")).isEqualTo("x1y23$$");
        for (var wrong : List.of("${A", "${}", "${a b}", "${B}")) {
            assertThatThrownBy(() -> placeholders.resolve(wrong)).as(wrong).isInstanceOf(Refused.class);
        }
    }

    @Test
    void env_files_are_read_as_docker_and_dotenv_do() {
        var text = """
                # remark
                export A=1
                B = two words # remark
                C='single # $X'
                D="line\\nbreak"

                E=
                F=a=b
                """;
        assertThat(DotEnv.parse("x.env", text))
                .isEqualTo(new DotEnv.Reading.Variables(Map.of(
                        "A", "1", "B", "two words", "C", "single # $X", "D", "line\nbreak", "E", "", "F", "a=b")));
        assertThat(DotEnv.parse("x.env", "A=1\nnothing\n=x\n"))
                .isInstanceOfSatisfying(
                        DotEnv.Reading.Wrong.class,
                        wrong -> assertThat(wrong.mistakes())
                                .extracting(Mistake::line)
                                .containsExactly(2, 3));
    }

    @Test
    void the_nearest_word_is_suggested_and_nothing_that_is_far() {
        var words = List.of("start", "stop", "restart", "describe");
        assertThat(DidYouMean.of("strat", words)).contains("start");
        assertThat(DidYouMean.of("sotp", words)).contains("stop");
        assertThat(DidYouMean.of("desc", words)).contains("describe");
        assertThat(DidYouMean.of("xyzzy", words)).isEmpty();
    }
}
