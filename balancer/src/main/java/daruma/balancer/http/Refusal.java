package daruma.balancer.http;

/**
 * Why a request is not passed on.
 *
 * @param status that it is answered with
 * @param why for whoever sent it, in a sentence
 */
record Refusal(int status, String why) {
    static Refusal malformed(String why) {
        return new Refusal(400, why);
    }
}
