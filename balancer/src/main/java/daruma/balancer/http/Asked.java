package daruma.balancer.http;

import daruma.model.traffic.Algorithm;
import daruma.model.traffic.Balancing;
import org.jspecify.annotations.Nullable;

/**
 * What of a request matters after its head was passed on.
 *
 * @param upgrade whether another protocol was asked for
 * @param key what is hashed, if that is how endpoints are chosen
 * @param slot the instance that a sticky cookie names; -1: none
 * @param line for the access log; null: there is none
 */
record Asked(
        Method method,
        boolean hasBody,
        boolean chunked,
        boolean upgrade,
        boolean expectsContinue,
        long key,
        int slot,
        @Nullable String line) {

    static Asked of(RequestHead request, Balancing balancing, ClientInfo client) {
        return new Asked(
                request.method(),
                request.hasBody(),
                request.isChunked(),
                request.wantsUpgrade(),
                request.expectsContinue(),
                balancing.algorithm() == Algorithm.HASH ? key(request, balancing, client) : 0,
                balancing.stickyCookie().isPresent()
                        ? Cookies.slot(request, balancing.stickyCookie().get())
                        : -1,
                balancing.accessLog().isPresent() ? request.line() : null);
    }

    private static long key(RequestHead request, Balancing balancing, ClientInfo client) {
        var value = balancing.hashHeader().map(request.fields()::named).orElse(null);
        return value != null ? value.hashCode() : client.address().getAddress().hashCode();
    }
}
