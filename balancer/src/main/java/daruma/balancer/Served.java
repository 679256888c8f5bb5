package daruma.balancer;

import daruma.balancer.http.HttpService;
import daruma.balancer.route.LiveRoute;
import io.netty.channel.Channel;

/** A frontend that is served, with its listening socket. */
record Served(LiveRoute route, HttpService service, Channel listening) {}
