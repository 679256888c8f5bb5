package daruma.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SchemaTest {
    @Test
    void the_published_schema_is_the_one_that_the_reader_works_by() throws IOException {
        try (var published = Schema.class.getResourceAsStream("daruma.schema.json")) {
            assertThat(published).as("daruma.schema.json").isNotNull();
            assertThat(new String(published.readAllBytes(), StandardCharsets.UTF_8))
                    .as("print Schema.print() into daruma.schema.json after a change of AppKeys")
                    .isEqualTo(Schema.print());
        }
    }

    @Test
    void every_key_of_the_reader_stands_in_the_schema_with_its_sentence() {
        var schema = Schema.print();
        for (var key : AppKeys.APP) {
            assertThat(schema)
                    .contains("\"" + key.name() + "\": {")
                    .contains(key.says().replace("\"", "\\\""));
        }
    }

    @Test
    void no_key_is_both_known_and_not_supported_yet() {
        assertThat(AppKeys.APP.stream().map(Key::name)).doesNotContainAnyElementsOf(AppKeys.NOT_YET.keySet());
        assertThat(AppKeys.APP.stream().map(Key::name)).doesNotContainAnyElementsOf(AppKeys.OTHER_WORDS.keySet());
    }
}
