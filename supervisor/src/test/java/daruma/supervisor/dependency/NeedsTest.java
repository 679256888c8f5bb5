package daruma.supervisor.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeedsTest {
    @ParameterizedTest
    @CsvSource({
        "web:db,                     ''",
        "web:db db:,                 ''",
        "web:db db: cache: web2:db+cache, ''",
        "a:a,                        a → a",
        "a:b b:a,                    a → b → a",
        "a:b b:c c:b,                b → c → b",
        "a: b:c c:d d:e e:b,         b → c → d → e → b",
        "top:l+r l:base r:base base:, ''",
    })
    void a_circle_is_named_from_its_first_app_to_itself(String apps, String circle) {
        assertThat(needs(apps).circle().map(Needs::sentence).orElse("")).isEqualTo(circle);
    }

    @ParameterizedTest
    @CsvSource({
        "web:db db:,            db,  web",
        "web:db db:,            web, ''",
        "web:db job:db db:,     db,  job web",
        "web:api api:db db:,    db,  api",
        // in a circle nobody waits
        "a:b b:a,               a,   ''",
        "a:b b:a web:a,         a,   web",
        "a:a,                   a,   ''",
    })
    void those_that_need_an_app_are_stopped_before_it(String apps, String app, String dependents) {
        assertThat(needs(apps).dependents(Apps.name(app)).stream()
                        .map(Object::toString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(dependents);
    }

    private static Needs needs(String apps) {
        return Needs.of(Arrays.stream(apps.split(" "))
                .map(app -> {
                    var parts = app.split(":", -1);
                    return Apps.needing(parts[0], parts[1].replace('+', ' '));
                })
                .toList());
    }
}
