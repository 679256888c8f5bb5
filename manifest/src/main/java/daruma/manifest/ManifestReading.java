package daruma.manifest;

import daruma.model.AppSpec;
import java.util.List;

/** What came of reading a file: all its apps, or all its mistakes; never some of both. */
public sealed interface ManifestReading {

    /**
     * Every app, in the order of the file. Their inherited environment is empty.
     *
     * @param notices what people should know of, such as how a folder was understood; one line each
     */
    record Accepted(List<AppSpec> apps, List<String> notices) implements ManifestReading {
        public Accepted {
            apps = List.copyOf(apps);
            notices = List.copyOf(notices);
        }
    }

    /** At least one mistake, in the order of the lines. */
    record Rejected(List<Mistake> mistakes) implements ManifestReading {
        public Rejected {
            mistakes = List.copyOf(mistakes);
        }
    }
}
