package daruma.control.server;

import daruma.control.Answer;
import daruma.control.Request;

/** From a request to the method of the controller that answers it. */
final class Dispatch {
    private Dispatch() {}

    /** The answer's type goes with the request's, which the compiler cannot follow through a switch. */
    @SuppressWarnings("unchecked")
    static <R extends Answer> void to(Controller controller, Request<R> request, Answering<R> reply) {
        switch (request) {
            case Request.Ping _ -> controller.ping((Answering<Answer.Pong>) reply);
            case Request.DaemonInfo _ -> controller.info((Answering<Answer.DaemonInfo>) reply);
            case Request.Start it -> controller.start(it, (Answering<Answer.Step>) reply);
            case Request.Resume it -> controller.resume(it, (Answering<Answer.Step>) reply);
            case Request.Stop it -> controller.stop(it, (Answering<Answer.Step>) reply);
            case Request.Restart it -> controller.restart(it, (Answering<Answer.Step>) reply);
            case Request.Scale it -> controller.scale(it, (Answering<Answer.Step>) reply);
            case Request.Reload it -> controller.reload(it, (Answering<Answer.Step>) reply);
            case Request.Update it -> controller.update(it, (Answering<Answer.Step>) reply);
            case Request.Rollout it -> controller.rollout(it, (Answering<Answer.Step>) reply);
            case Request.Releases it -> controller.releases(it, (Answering<Answer.History>) reply);
            case Request.Delete it -> controller.delete(it, (Answering<Answer.Step>) reply);
            case Request.Reset it -> controller.reset(it, (Answering<Answer.Step>) reply);
            case Request.ListApps it -> controller.list(it, (Answering<Answer.Listing>) reply);
            case Request.Describe it -> controller.describe(it, (Answering<Answer.Description>) reply);
            case Request.Why it -> controller.why(it, (Answering<Answer.Story>) reply);
            case Request.Events it -> controller.events(it, (Answering<Answer.Events>) reply);
            case Request.Logs it -> controller.logs(it, (Answering<Answer.Lines>) reply);
            case Request.Env it -> controller.env(it, (Answering<Answer.Environment>) reply);
            case Request.Incidents _ -> controller.incidents((Answering<Answer.IncidentList>) reply);
            case Request.ShowIncident it -> controller.showIncident(it, (Answering<Answer.IncidentShown>) reply);
            case Request.Simulate it -> controller.simulate(it, (Answering<Answer.Forecasts>) reply);
            case Request.Save _ -> controller.save((Answering<Answer.Done>) reply);
            case Request.Resurrect it -> controller.resurrect(it, (Answering<Answer.Step>) reply);
            case Request.Shutdown it -> controller.shutdown(it, (Answering<Answer.Done>) reply);
        }
    }
}
