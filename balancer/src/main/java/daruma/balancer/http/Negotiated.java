package daruma.balancer.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;

/** Goes on with the protocol that client and TLS have agreed on (ALPN). */
final class Negotiated extends ApplicationProtocolNegotiationHandler {
    private final HttpLane lane;
    private final ClientInfo info;

    Negotiated(HttpLane lane, ClientInfo info) {
        super(ApplicationProtocolNames.HTTP_1_1);
        this.lane = lane;
        this.info = info;
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
        if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
            Http2.addTo(ctx.pipeline(), lane, info);
        } else {
            ctx.pipeline().addLast(new HttpFront(lane, info, ctx.channel()));
        }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
        // Scanners, old clients, wrong names: none of it is ours to log.
        ctx.close();
    }
}
