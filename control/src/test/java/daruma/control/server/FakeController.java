package daruma.control.server;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.Request;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers everything with something small; tests override what they are about. */
class FakeController implements Controller {
    final List<Request<?>> asked = new CopyOnWriteArrayList<>();

    @Override
    public void ping(Answering<Answer.Pong> reply) {
        reply.done(new Answer.Pong("1"));
    }

    @Override
    public void info(Answering<Answer.DaemonInfo> reply) {
        reply.done(new Answer.DaemonInfo("1", 7, Instant.EPOCH, 0, "/h", "/h/s", "/h/l", "25", List.of()));
    }

    @Override
    public void start(Request.Start request, Answering<Answer.Step> reply) {
        changed(request, reply);
    }

    @Override
    public void resume(Request.Resume request, Answering<Answer.Step> reply) {
        changed(request, reply);
    }

    @Override
    public void stop(Request.Stop request, Answering<Answer.Step> reply) {
        changed(request, reply);
    }

    @Override
    public void restart(Request.Restart request, Answering<Answer.Step> reply) {
        changed(request, reply);
    }

    @Override
    public void scale(Request.Scale request, Answering<Answer.Step> reply) {
        changed(request, reply);
    }

    @Override
    public void reload(Request.Reload request, Answering<Answer.Step> reply) {
        changed(request, reply);
    }

    @Override
    public void update(Request.Update request, Answering<Answer.Step> reply) {
        changed(request, reply);
    }

    @Override
    public void rollout(Request.Rollout request, Answering<Answer.Step> reply) {
        changed(request, reply);
    }

    @Override
    public void releases(Request.Releases request, Answering<Answer.History> reply) {
        reply.fail(new Fault.NoSuchApp(request.selector(), List.of()));
    }

    @Override
    public void delete(Request.Delete request, Answering<Answer.Step> reply) {
        changed(request, reply);
    }

    @Override
    public void reset(Request.Reset request, Answering<Answer.Step> reply) {
        changed(request, reply);
    }

    @Override
    public void list(Request.ListApps request, Answering<Answer.Listing> reply) {
        asked.add(request);
        reply.done(new Answer.Listing(List.of()));
    }

    @Override
    public void describe(Request.Describe request, Answering<Answer.Description> reply) {
        reply.fail(new Fault.NoSuchApp(request.selector(), List.of()));
    }

    @Override
    public void why(Request.Why request, Answering<Answer.Story> reply) {
        throw new IllegalStateException("a mistake on purpose");
    }

    @Override
    public void events(Request.Events request, Answering<Answer.Events> reply) {
        reply.done(new Answer.Events(List.of(), 0));
    }

    @Override
    public void logs(Request.Logs request, Answering<Answer.Lines> reply) {
        reply.done(new Answer.Lines(List.of(), 0));
    }

    @Override
    public void env(Request.Env request, Answering<Answer.Environment> reply) {
        reply.done(new Answer.Environment("web", Map.of(), Set.of()));
    }

    @Override
    public void incidents(Answering<Answer.IncidentList> reply) {
        reply.done(new Answer.IncidentList(List.of()));
    }

    @Override
    public void showIncident(Request.ShowIncident request, Answering<Answer.IncidentShown> reply) {
        reply.fail(new Fault.NoSuchIncident(request.number()));
    }

    @Override
    public void simulate(Request.Simulate request, Answering<Answer.Forecasts> reply) {
        reply.done(new Answer.Forecasts(List.of()));
    }

    @Override
    public void save(Answering<Answer.Done> reply) {
        asked.add(new Request.Save());
        reply.done(new Answer.Done());
    }

    @Override
    public void resurrect(Request.Resurrect request, Answering<Answer.Step> reply) {
        changed(request, reply);
    }

    @Override
    public void shutdown(Request.Shutdown request, Answering<Answer.Done> reply) {
        reply.done(new Answer.Done());
    }

    private void changed(Request<?> request, Answering<Answer.Step> reply) {
        asked.add(request);
        reply.done(new Answer.Changed(List.of(), List.of()));
    }
}
