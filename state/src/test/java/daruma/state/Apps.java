package daruma.state;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.ProgramKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Apps to write down. */
final class Apps {
    private Apps() {}

    static AppSpec app(String name) {
        return AppSpec.of(
                new AppName(name),
                new Command(List.of("/bin/sleep", "1"), Path.of("/"), ProgramKind.BINARY, Optional.empty()));
    }

    /** With an environment of about so many bytes. */
    static AppSpec bigApp(String name, int bytes) {
        return app(name).withEnv(Map.of("BIG", "x".repeat(bytes)));
    }
}
