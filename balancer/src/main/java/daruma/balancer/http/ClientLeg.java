package daruma.balancer.http;

import io.netty.buffer.ByteBuf;

/** The client's side of an exchange: a connection of HTTP/1.1, or a stream of HTTP/2. Called on its event loop only. */
interface ClientLeg {
    /** An answer before the answer: 100, 103. */
    void informational(ResponseHead head);

    /**
     * The head of the answer.
     *
     * @param hasBody whether {@link #answer} may follow before {@link #end}
     * @param setCookie a field to be added; empty: none
     */
    void head(ResponseHead head, boolean hasBody, byte[] setCookie);

    /** A piece of the answer's body; it is the client's to release. */
    void answer(ByteBuf piece);

    /** The answer is complete. */
    void end();

    /** The answer cannot be completed: what the client has got must not look like a whole one. */
    void cut();

    /** There is no answer; this instead. Nothing of an answer was given before. */
    void refuse(Refusal refusal);

    /** The protocol is switched as the head says (101): bytes in both directions from now on. */
    void switched(ResponseHead head);

    /** What was written is to be sent now. */
    void flush();

    /** Whether it takes more without piling it up. */
    boolean isWritable();

    /** The exchange takes the body of the request from now on, or once more; {@code false}: not now. */
    void readBody(boolean wanted);

    /** The other side of a switched protocol has ended its direction. */
    void endOfTunnel();
}
