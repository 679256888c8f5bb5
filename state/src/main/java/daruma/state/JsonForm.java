package daruma.state;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import java.util.function.Function;

/**
 * How a value is written down and read back.
 *
 * @param read throws {@link daruma.control.json.BadJson} for what is no such value; properties it does not know are skipped,
 *     as they may come from a newer version
 */
public record JsonForm<T>(Function<T, Json> write, Function<Fields, T> read) {
    T parse(Json value) {
        return Fields.read(value, "", Fields.Rule.LENIENT, read);
    }
}
