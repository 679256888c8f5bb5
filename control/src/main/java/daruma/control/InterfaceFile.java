package daruma.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The interface description that is part of the product, as text. */
public final class InterfaceFile {
    private static final String NAME = Method.INTERFACE + ".varlink";

    private InterfaceFile() {}

    public static String text() {
        try (var in = InterfaceFile.class.getResourceAsStream(NAME)) {
            if (in == null) {
                throw new IllegalStateException("the file " + NAME + " is missing from this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + NAME, e);
        }
    }
}
