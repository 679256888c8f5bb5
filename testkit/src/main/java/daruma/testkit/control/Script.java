package daruma.testkit.control;

import daruma.control.Answer;
import daruma.control.Fault;
import daruma.control.Request;
import java.io.IOException;

/** What a {@link ScriptedDaemon} does when a method is called. Runs on the thread of its connection, and may block. */
@FunctionalInterface
public interface Script<R extends Answer> {
    void play(Request<R> request, Stage<R> stage) throws IOException, InterruptedException;

    /** Where the script speaks to the client. */
    interface Stage<R extends Answer> {
        /** Whether the caller said {@code more}. */
        boolean streaming();

        /** One of several answers; nothing is sent to a caller that did not say {@code more}. */
        void next(R answer) throws IOException;

        /** The last answer. */
        void done(R answer) throws IOException;

        void fail(Fault.Remote fault) throws IOException;

        /** Sends bytes that may be anything. */
        void raw(byte[] bytes) throws IOException;

        /** Closes the connection as a daemon does that dies. */
        void hangUp() throws IOException;

        /** Waits until the client has closed the connection. */
        void awaitClientGone() throws IOException;
    }
}
