package daruma.probes.check;

import java.util.Optional;

/**
 * The head of an answer over HTTP.
 *
 * @param reason as the server put it; may be empty
 * @param location where it says to look instead
 */
record HttpReply(int status, String reason, Optional<String> location) {}
