package daruma.supervisor.lifecycle;

import daruma.model.DesiredApp;
import daruma.model.Incarnation;

/** What is to be launched: one incarnation of an app as it is declared now. */
public record LaunchOrder(Incarnation incarnation, DesiredApp app) {
    public LaunchOrder {
        app = app.withoutPast();
    }

    public Aim aim() {
        return Aim.of(app, incarnation.instance().slot());
    }
}
