/** The balancer: takes connections for apps and spreads them over their instances; a process of its own. */
module daruma.balancer {
    requires static org.jspecify;
    requires daruma.control;
    requires daruma.model;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.haproxy;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
}
