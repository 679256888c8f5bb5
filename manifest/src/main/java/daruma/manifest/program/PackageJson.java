package daruma.manifest.program;

import daruma.manifest.text.Reasons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonFactory;

/** What matters here of a {@code package.json}. */
record PackageJson(Optional<String> name, Optional<String> main, Optional<String> start) {

    /** What came of reading one. */
    sealed interface Reading {
        record Read(PackageJson json) implements Reading {}

        /**
         * It is of no use.
         *
         * @param why as the second half of a sentence that begins with the file
         */
        record Wrong(String why) implements Reading {}
    }

    static Reading read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return new Reading.Wrong("cannot be read: " + Reasons.of(e));
        }
        @Nullable String name = null;
        @Nullable String main = null;
        @Nullable String start = null;
        try (var parser = new JsonFactory().createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Reading.Wrong("is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var key = parser.currentName();
                var value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING && key.equals("name")) {
                    name = parser.getString();
                } else if (value == JsonToken.VALUE_STRING && key.equals("main")) {
                    main = parser.getString();
                } else if (value == JsonToken.START_OBJECT && key.equals("scripts")) {
                    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                        var isStart = parser.currentName().equals("start");
                        if (parser.nextToken() == JsonToken.VALUE_STRING && isStart) {
                            start = parser.getString();
                        } else {
                            parser.skipChildren();
                        }
                    }
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            return new Reading.Wrong("is not valid JSON: " + e.getOriginalMessage() + " (line "
                    + e.getLocation().getLineNr() + ")");
        }
        return new Reading.Read(
                new PackageJson(Optional.ofNullable(name), Optional.ofNullable(main), Optional.ofNullable(start)));
    }
}
