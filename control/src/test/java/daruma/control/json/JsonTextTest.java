package daruma.control.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "[1,2",
                "nul",
                "{} {}",
                "{\"a\":1,\"a\":2}",
                "'a'",
                "01",
                "NaN",
                "1e999",
                "99999999999999999999",
                "\"\u0001\"",
                "\"\\ud8\"",
                "{a:1}",
                "[1,]",
                "\u0000",
                "// x\n{}"
            })
    void what_is_not_one_json_value_is_refused(String text) {
        assertThatThrownBy(() -> JsonText.parse(text)).isInstanceOf(BadJson.class);
        assertThatThrownBy(() -> JsonText.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(BadJson.class);
    }

    @Test
    void broken_utf8_is_refused() {
        assertThatThrownBy(() -> JsonText.parse(new byte[] {'"', (byte) 0xC3, '"'}))
                .isInstanceOf(BadJson.class);
    }

    @Test
    void nesting_has_a_limit() {
        var deepest = "[".repeat(JsonText.MAX_DEPTH) + "]".repeat(JsonText.MAX_DEPTH);
        assertThat(JsonText.print(JsonText.parse(deepest))).isEqualTo(deepest);
        assertThatThrownBy(() -> JsonText.parse("[" + deepest + "]")).isInstanceOf(BadJson.class);
        assertThatThrownBy(() -> JsonText.parse("{\"a\":".repeat(100_000))).isInstanceOf(BadJson.class);
    }

    @Test
    void strangers_may_send_so_many_values_and_no_more() {
        var three = "[1,2]".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonText.parse(three, 3)).isEqualTo(JsonText.parse("[1,2]"));
        assertThatThrownBy(() -> JsonText.parse(three, 2)).hasMessage("too many values");
    }

    @Test
    void every_kind_of_value_comes_back_as_it_was() {
        var text = "{\"o\":{},\"a\":[1,-2.5,\"x\\u0000é😀\",true,false,null],\"i\":-9223372036854775808}";
        assertThat(JsonText.print(JsonText.parse(text))).isEqualTo(text.replace("\\u0000", "\\u0000"));
        assertThat(JsonText.parse(JsonText.printPretty(JsonText.parse(text)))).isEqualTo(JsonText.parse(text));
    }

    @Test
    void half_a_surrogate_pair_does_not_break_the_message() {
        assertThat(new String(JsonText.printUtf8(Json.of("a\ud83d")), StandardCharsets.UTF_8))
                .isIn("\"a?\"", "\"a\\ud83d\"", "\"a\\uD83D\"");
    }
}
