package daruma.daemon.command;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.server.Answering;

/** Ends the daemon once its apps are down, whether or not whoever asked for it still listens. */
final class StopThenEnd implements Answering<Answer.Step> {
    private final Answering<Answer.Done> reply;
    private final Commands.Ending ending;

    StopThenEnd(Answering<Answer.Done> reply, Commands.Ending ending) {
        this.reply = reply;
        this.ending = ending;
    }

    @Override
    public boolean streaming() {
        return false;
    }

    @Override
    public boolean open() {
        return true;
    }

    @Override
    public void next(Answer.Step answer) {
        // Only the end counts.
    }

    @Override
    public void done(Answer.Step answer) {
        reply.done(new Answer.Done());
        ending.end();
    }

    @Override
    public void fail(Fault.Remote fault) {
        reply.fail(fault);
    }

    @Override
    public void whenRoom(Runnable more) {
        more.run();
    }

    @Override
    public void whenClosed(Runnable then) {
        // Never closed before it is done.
    }
}
