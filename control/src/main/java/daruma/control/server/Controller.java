package daruma.control.server;

import daruma.control.Answer;
import daruma.control.Request;

/**
 * What the daemon can be asked: one method per method of the interface.
 *
 * <p>Called on the few threads of the control server. A method may block for as long as a disk takes and not longer: what
 * waits for an app, or goes on for ever, registers itself somewhere, returns, and answers from there. Every call is answered
 * with exactly one {@link Answering#done} or {@link Answering#fail}, then or later, on any thread. What a method throws is
 * answered as {@link daruma.control.Fault.Internal}.
 */
public interface Controller {
    void ping(Answering<Answer.Pong> reply);

    void info(Answering<Answer.DaemonInfo> reply);

    void start(Request.Start request, Answering<Answer.Step> reply);

    void resume(Request.Resume request, Answering<Answer.Step> reply);

    void stop(Request.Stop request, Answering<Answer.Step> reply);

    void restart(Request.Restart request, Answering<Answer.Step> reply);

    void scale(Request.Scale request, Answering<Answer.Step> reply);

    void reload(Request.Reload request, Answering<Answer.Step> reply);

    void update(Request.Update request, Answering<Answer.Step> reply);

    void rollout(Request.Rollout request, Answering<Answer.Step> reply);

    void releases(Request.Releases request, Answering<Answer.History> reply);

    void delete(Request.Delete request, Answering<Answer.Step> reply);

    void reset(Request.Reset request, Answering<Answer.Step> reply);

    void list(Request.ListApps request, Answering<Answer.Listing> reply);

    void describe(Request.Describe request, Answering<Answer.Description> reply);

    void why(Request.Why request, Answering<Answer.Story> reply);

    void events(Request.Events request, Answering<Answer.Events> reply);

    void logs(Request.Logs request, Answering<Answer.Lines> reply);

    void env(Request.Env request, Answering<Answer.Environment> reply);

    void incidents(Answering<Answer.IncidentList> reply);

    void showIncident(Request.ShowIncident request, Answering<Answer.IncidentShown> reply);

    void simulate(Request.Simulate request, Answering<Answer.Forecasts> reply);

    void save(Answering<Answer.Done> reply);

    void resurrect(Request.Resurrect request, Answering<Answer.Step> reply);

    void shutdown(Request.Shutdown request, Answering<Answer.Done> reply);
}
