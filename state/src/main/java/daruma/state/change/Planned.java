package daruma.state.change;

import daruma.model.DesiredApp;
import java.util.List;

/**
 * What is to be desired of an app.
 *
 * @param notices what people should know of it, each on one line
 */
public record Planned(DesiredApp app, List<String> notices) {
    public Planned {
        notices = List.copyOf(notices);
    }

    static Planned of(DesiredApp app, String... notices) {
        return new Planned(app, List.of(notices));
    }
}
