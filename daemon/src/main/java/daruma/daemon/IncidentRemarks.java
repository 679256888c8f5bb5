package daruma.daemon;

import daruma.incidents.gather.IncidentNews;
import daruma.model.Event;
import daruma.model.Incarnation;
import daruma.model.Incident;
import daruma.supervisor.lifecycle.Told;
import java.util.function.BiConsumer;

/**
 * Makes events of what became of evidence, so that {@code why} names the incident.
 *
 * @param remark takes an object and what is told of it
 */
record IncidentRemarks(BiConsumer<String, Told> remark) implements IncidentNews {
    @Override
    public void recorded(Incarnation incarnation, Incident incident, boolean isNew) {
        var message = "incident " + incident.number() + ": " + incident.title()
                + (isNew ? "" : " (" + incident.count() + " times)") + "; see \"daruma incidents show "
                + incident.number() + "\"";
        tell(Event.Type.NORMAL, "IncidentRecorded", incarnation.instance().toString(), incarnation.number(), message);
    }

    @Override
    public void failing(String problem) {
        tell(Event.Type.WARNING, "IncidentsNotKept", "daemon", 0, problem);
    }

    @Override
    public void recovered() {
        tell(Event.Type.NORMAL, "IncidentsKept", "daemon", 0, "the evidence of failures is kept again");
    }

    private void tell(Event.Type type, String reason, String object, long incarnation, String message) {
        remark.accept(object, new Told(type, reason, incarnation, message, message, "", ""));
    }
}
