package daruma.balancer.http;

import daruma.balancer.route.Backend;
import daruma.balancer.route.Failing;
import daruma.balancer.route.LiveRoute;
import daruma.balancer.route.ProxyHeader;
import daruma.model.traffic.Balancing;
import daruma.model.traffic.ProxyProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer: finds an endpoint, sends, passes the answer on, and tries again where that is safe. Everything
 * happens on the event loop of its client.
 *
 * <p>Safe is: as long as nothing was sent, as often as there is time ({@code timeouts.endpoint}); when a connection that was kept
 * for later turns out to be closed, once over a new one; when an endpoint broke off before its answer began, {@code retries}
 * times and within the budget, if the method is idempotent and nothing of a body was sent.
 */
final class Exchange {
    private static final byte[] NO_COOKIE = {};

    private final HttpLane lane;
    private final LiveRoute route;
    private final Balancing balancing;
    private final ClientLeg client;
    private final ClientInfo info;
    private final ByteBuf head;
    private final Asked asked;
    private final long began;
    private List<Backend> tried = List.of();
    private int retries;
    private boolean onlyNew;
    private boolean bodyStarted;
    private boolean bodyDone;
    private boolean answering;
    private boolean waiting;
    private boolean tunnelled;
    private boolean over;
    private int status;
    private long bytesOut;
    private String trouble = "";
    private @Nullable Backend backend;
    private @Nullable Upstream upstream;
    private @Nullable Backend last;

    Exchange(HttpLane lane, ClientLeg client, ClientInfo info, RequestHead request) {
        this.lane = lane;
        this.client = client;
        this.info = info;
        route = lane.route;
        balancing = route.balancing();
        began = lane.now();
        asked = Asked.of(request, balancing, info);
        bodyDone = !asked.hasBody();
        var text = lane.text.clear();
        RequestWriter.write(text, request, info, balancing.forwarded());
        head = lane.service.allocator().directBuffer(text.length());
        text.copyTo(head);
    }

    boolean isHead() {
        return asked.method() == Method.HEAD;
    }

    boolean wantsUpgrade() {
        return asked.upgrade();
    }

    /** Begins; what comes of it is told to the client's side, now or later. */
    void begin() {
        lane.counters.requests.increment();
        lane.counters.inFlight.incrementAndGet();
        lane.budget.request();
        if (lane.howManyWait() > 0 || !dispatch(began)) {
            await();
        }
    }

    private boolean dispatch(long now) {
        var chosen = asked.slot() >= 0 && tried.isEmpty() ? route.slot(asked.slot(), now) : null;
        if (chosen == null) {
            chosen = route.choose(lane.random, route.nextTurn(), asked.key(), now, tried);
        }
        if (chosen == null) {
            return false;
        }
        send(chosen);
        return true;
    }

    private void await() {
        if (!route.hasProspects()) {
            unavailable("it has no instances");
        } else if (lane.await(this)) {
            waiting = true;
        } else {
            unavailable("too many requests wait for an instance already");
        }
    }

    /** Asked while it waits; false: it goes on waiting. */
    boolean goOn(long now) {
        if (!route.hasProspects()) {
            waiting = false;
            unavailable("it has no instances");
            return true;
        }
        if (now - began > balancing.timeouts().endpoint().toNanos()) {
            waiting = false;
            unavailable("none of its instances could take the request within "
                    + balancing.timeouts().endpoint().toMillis() + " ms (" + route.census() + ")"
                    + (trouble.isEmpty() ? "" : "; " + trouble));
            return true;
        }
        waiting = false;
        if (dispatch(now)) {
            return true;
        }
        waiting = true;
        return false;
    }

    /** It waits no more, and there is no endpoint. */
    void giveUp(String why) {
        waiting = false;
        unavailable(why);
    }

    private void send(Backend chosen) {
        backend = chosen;
        chosen.began(lane.index);
        if (balancing.proxyOut() == ProxyProtocol.NONE && !onlyNew) {
            var kept = lane.takeIdle(chosen, !asked.method().isIdempotent());
            if (kept != null) {
                start(kept);
                return;
            }
        }
        connect(chosen);
    }

    private void connect(Backend chosen) {
        var future = lane.service.connect(lane, chosen);
        if (future.isDone()) {
            connected(future, chosen);
        } else {
            future.addListener((ChannelFuture done) -> connected(done, chosen));
        }
    }

    private void connected(ChannelFuture done, Backend chosen) {
        lane.touch();
        Channel channel = done.channel();
        if (done.isSuccess()) {
            var connection = channel.pipeline().get(Upstream.class);
            if (balancing.proxyOut() != ProxyProtocol.NONE) {
                channel.write(ProxyHeader.of(balancing.proxyOut(), info.address(), info.local(), channel.alloc()));
            }
            if (over) {
                connection.close();
            } else {
                start(connection);
            }
            return;
        }
        if (over) {
            return;
        }
        backend = null;
        chosen.finished();
        var cause = done.cause();
        trouble = "the last one tried, at " + chosen.endpoint().address() + ", did not accept a connection: "
                + (cause == null ? "" : cause.getMessage());
        // What our own system refuses (descriptors, ports) is not the endpoint's fault.
        if (cause instanceof ConnectException) {
            route.refused(chosen, lane.now());
        }
        tried(chosen);
        await();
    }

    private void tried(Backend chosen) {
        var all = new ArrayList<>(tried);
        all.remove(chosen);
        all.add(chosen);
        tried = all;
    }

    private void start(Upstream connection) {
        upstream = connection;
        // Of an earlier try nothing is left in any queue: that connection is closed.
        connection.begin(this, head.readerIndex(0).retain(), !asked.hasBody() || asked.expectsContinue());
        connection.expect(balancing.timeouts().response().toNanos());
        if (asked.upgrade()) {
            return;
        }
        if (asked.hasBody()) {
            client.readBody(true);
            if (upstream == connection) {
                connection.flush();
            }
        }
    }

    /** A piece of the request's body, or of a tunnel. It is ours to release. */
    void requestData(ByteBuf piece) {
        var connection = upstream;
        if (connection == null) {
            piece.release();
            return;
        }
        bodyStarted = true;
        connection.backend().bytes(lane.index, piece.readableBytes(), 0);
        connection.send(piece, asked.chunked());
        if (!asked.upgrade()) {
            connection.expect(balancing.timeouts().response().toNanos());
        }
        if (!connection.isWritable()) {
            connection.flush();
            if (!connection.isWritable()) {
                client.readBody(false);
            }
        }
    }

    /** All pieces that have come are to be sent. */
    void requestFlush() {
        var connection = upstream;
        if (connection != null) {
            connection.flush();
        }
    }

    void requestEnd() {
        bodyDone = true;
        var connection = upstream;
        if (connection != null) {
            connection.sendEnd(asked.chunked());
        }
    }

    /** The client has ended its direction of a tunnel. */
    void requestEndOfTunnel() {
        var connection = upstream;
        if (connection != null) {
            connection.endOfTunnel();
        }
    }

    /** The client takes more, or not for now. */
    void clientWritable(boolean writable) {
        var connection = upstream;
        if (connection != null) {
            connection.read(writable);
        }
    }

    void upstreamWritable(boolean writable) {
        client.readBody(writable);
    }

    /** The client is gone. */
    void abandon() {
        if (over) {
            return;
        }
        if (waiting) {
            waiting = false;
            lane.stopWaiting(this);
        }
        if (!tunnelled) {
            lane.counters.gone.increment();
        }
        letGo(false);
        finish();
    }

    void informational(ResponseHead response) {
        client.informational(response);
        client.flush();
        if (response.status() == 100) {
            expectAnother();
        }
    }

    void head(ResponseHead response, boolean body) {
        answering = true;
        status = response.status();
        var now = lane.now();
        var chosen = backend;
        var cookie = NO_COOKIE;
        if (chosen != null) {
            if (status >= 500) {
                route.erred(chosen, now, Failing.ANSWERED);
            } else {
                route.succeeded(chosen, now);
            }
            var slot = chosen.endpoint().incarnation().instance().slot();
            if (balancing.stickyCookie().isPresent() && slot != asked.slot()) {
                cookie = Cookies.setting(balancing.stickyCookie().get(), slot);
            }
        }
        client.head(response, body, cookie);
        if (body) {
            expectAnother();
        }
    }

    private void expectAnother() {
        var connection = upstream;
        if (connection != null) {
            connection.expect(balancing.timeouts().response().toNanos());
        }
    }

    void data(ByteBuf piece) {
        bytesOut += piece.readableBytes();
        client.answer(piece);
        if (!client.isWritable()) {
            client.flush();
            if (!client.isWritable()) {
                clientWritable(false);
            }
        }
    }

    /** All that has come from the endpoint for now. */
    void pieceComplete() {
        client.flush();
        var connection = upstream;
        if (connection != null && !tunnelled) {
            expectAnother();
        }
    }

    /** The answer is complete. */
    void answered(boolean reusable) {
        var chosen = backend;
        if (chosen != null) {
            chosen.answered(lane.index, lane.now() - began);
        }
        letGo(reusable && bodyDone && balancing.proxyOut() == ProxyProtocol.NONE);
        finish();
        client.end();
        lane.roomAt();
    }

    void switched(ResponseHead response) {
        status = 101;
        answering = true;
        tunnelled = true;
        var chosen = backend;
        if (chosen != null) {
            route.succeeded(chosen, lane.now());
        }
        client.switched(response);
        client.flush();
    }

    void tunnelled(ByteBuf piece) {
        data(piece);
    }

    /** The endpoint has ended its direction of a tunnel. */
    void tunnelEnded() {
        client.endOfTunnel();
    }

    /** The connection to the endpoint is gone, or what came from it is no answer. */
    void broken(Upstream connection, String why) {
        if (over) {
            return;
        }
        var chosen = connection.backend();
        letGo(false);
        if (tunnelled) {
            finish();
            client.cut();
            return;
        }
        var now = lane.now();
        if (answering) {
            route.erred(chosen, now, Failing.BROKE_OFF);
            lane.counters.cut.increment();
            trouble = why;
            finish();
            client.cut();
            lane.roomAt();
            return;
        }
        if (bodyStarted || !asked.method().isIdempotent()) {
            fail(chosen, why, now);
        } else if (connection.isUsed() && !onlyNew) {
            // Closed while it was idle, most likely. That is nobody's failure.
            onlyNew = true;
            again(now);
        } else if (retries < balancing.retries() && lane.budget.take()) {
            retries++;
            lane.counters.retries.increment();
            route.erred(chosen, now, Failing.BROKE_OFF);
            tried(chosen);
            again(now);
        } else {
            fail(chosen, why, now);
        }
    }

    private void again(long now) {
        if (!dispatch(now)) {
            await();
        }
    }

    private void fail(Backend chosen, String why, long now) {
        route.erred(chosen, now, Failing.BROKE_OFF);
        lane.counters.failed.increment();
        refuse(new Refusal(502, "the instance at " + chosen.endpoint().address() + " gave no answer: " + why));
    }

    /** The endpoint's time is up. */
    void late(Upstream connection) {
        if (over) {
            return;
        }
        var chosen = connection.backend();
        letGo(false);
        route.erred(chosen, lane.now(), Failing.TOO_LATE);
        lane.counters.timedOut.increment();
        var why = "the instance at " + chosen.endpoint().address() + " was silent for "
                + balancing.timeouts().response().toMillis() + " ms";
        if (answering) {
            trouble = why;
            finish();
            client.cut();
            lane.roomAt();
        } else {
            refuse(new Refusal(504, why));
        }
    }

    private void unavailable(String why) {
        if (over) {
            return;
        }
        lane.counters.unavailable.increment();
        refuse(new Refusal(503, "\"" + route.frontend().app() + "\" cannot answer now: " + why));
    }

    private void refuse(Refusal refusal) {
        status = refusal.status();
        trouble = refusal.why();
        finish();
        client.refuse(refusal);
        lane.roomAt();
    }

    /** What of the request was not understood came after its head. */
    void malformed() {
        if (!over) {
            lane.counters.malformed.increment();
            letGo(false);
            status = 400;
            finish();
        }
    }

    private void letGo(boolean reusable) {
        var connection = upstream;
        var chosen = backend;
        upstream = null;
        backend = null;
        if (chosen != null) {
            chosen.finished();
            last = chosen;
        }
        if (connection != null) {
            connection.release(reusable);
        }
    }

    private void finish() {
        over = true;
        head.release();
        var now = lane.now();
        lane.counters.inFlight.decrementAndGet();
        lane.counters.latency.add(now - began);
        var requestLine = asked.line();
        if (requestLine != null) {
            lane.service.log(AccessLine.of(info, requestLine, status, bytesOut, now - began, last, retries, trouble));
        }
    }
}
