/**
 * HTTP: from a client's bytes to an endpoint's and back.
 *
 * <p>The path of a request: {@link daruma.balancer.http.HttpFront} reads it from a connection (or
 * {@link daruma.balancer.http.StreamFront} from a stream of HTTP/2), {@link daruma.balancer.http.RequestHead} takes its head
 * apart and refuses what is not exactly right, {@link daruma.balancer.http.RequestWriter} writes it anew,
 * {@link daruma.balancer.http.Exchange} finds an endpoint and stays with it until the answer has gone back, and
 * {@link daruma.balancer.http.Upstream} is a connection to an endpoint. All of one request happens on one event loop.
 *
 * <p>Heads are read and written as bytes, by hand: what is passed on is what was understood, and nothing else.
 */
@NullMarked
package daruma.balancer.http;

import org.jspecify.annotations.NullMarked;
