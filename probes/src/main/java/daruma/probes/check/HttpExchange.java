package daruma.probes.check;

import daruma.probes.time.Deadline;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request on one connection. By hand, because the JDK's client keeps connections, forbids the Host header and brings threads
 * and megabytes along, and what a probe needs of HTTP/1.1 fits on a page.
 */
final class HttpExchange {
    /** Of the whole head; servers and proxies allow less. */
    private static final int LONGEST_HEAD = 64 * 1024;
    /** Of the body, as Kubernetes has it. */
    private static final int LONGEST_BODY = 10 * 1024;

    private static final String USER_AGENT = "daruma-probe";

    private HttpExchange() {}

    static HttpReply get(int port, String path, Map<String, String> headers, boolean tls, Deadline deadline)
            throws IOException {
        try (var plain = Loopback.connect(port, deadline);
                var socket = tls ? AnyCertificate.over(plain, port, deadline) : plain) {
            socket.getOutputStream().write(request(port, path, headers).getBytes(StandardCharsets.ISO_8859_1));
            return new Reader(socket, deadline).reply();
        }
    }

    private static String request(int port, String path, Map<String, String> headers) {
        var text = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
        if (!has(headers, "Host")) {
            text.append("Host: localhost:").append(port).append("\r\n");
        }
        if (!has(headers, "User-Agent")) {
            text.append("User-Agent: ").append(USER_AGENT).append("\r\n");
        }
        if (!has(headers, "Accept")) {
            text.append("Accept: */*\r\n");
        }
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Connection")) {
                text.append(name).append(": ").append(value).append("\r\n");
            }
        });
        return text.append("Connection: close\r\n\r\n").toString();
    }

    private static boolean has(Map<String, String> headers, String name) {
        return headers.keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    /** Reads an answer; every read has only what is left of the time. */
    private static final class Reader {
        private final Socket socket;
        private final Deadline deadline;
        private final InputStream in;
        private final byte[] buffer = new byte[4096];
        private int at;
        private int end;
        private int head;

        Reader(Socket socket, Deadline deadline) throws IOException {
            this.socket = socket;
            this.deadline = deadline;
            in = socket.getInputStream();
        }

        HttpReply reply() throws IOException {
            while (true) {
                var status = statusLine();
                long length = -1;
                boolean chunked = false;
                Optional<String> location = Optional.empty();
                for (var line = line(); !line.isEmpty(); line = line()) {
                    int colon = line.indexOf(':');
                    var name = (colon < 0 ? line : line.substring(0, colon)).toLowerCase(Locale.ROOT);
                    var value = colon < 0 ? "" : line.substring(colon + 1).strip();
                    switch (name) {
                        case "content-length" -> length = length(value);
                        case "transfer-encoding" ->
                            chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
                        case "location" -> location = value.isEmpty() ? Optional.empty() : Optional.of(value);
                        default -> {}
                    }
                }
                if (status.status() >= 200 || status.status() == 101) {
                    if (status.status() != 204 && status.status() != 304 && status.status() != 101) {
                        body(length, chunked);
                    }
                    return new HttpReply(status.status(), status.reason(), location);
                }
            }
        }

        private HttpReply statusLine() throws IOException {
            var line = line();
            var words = line.split(" ", 3);
            if (!line.startsWith("HTTP/1.") || words.length < 2 || !words[1].matches("[1-9][0-9]{2}")) {
                throw new MalformedReply("does not speak HTTP/1.1: it answered \"" + shown(line) + "\"");
            }
            return new HttpReply(Integer.parseInt(words[1]), words.length > 2 ? shown(words[2]) : "", Optional.empty());
        }

        private static long length(String value) throws MalformedReply {
            if (!value.matches("[0-9]{1,18}")) {
                throw new MalformedReply("answered with a Content-Length of \"" + shown(value) + "\"");
            }
            return Long.parseLong(value);
        }

        /** To its end, or to as much of it as is looked at. */
        private void body(long length, boolean chunked) throws IOException {
            int left = LONGEST_BODY;
            if (chunked) {
                while (left > 0) {
                    head = 0;
                    var size = line().replaceFirst(";.*", "").strip();
                    if (!size.matches("[0-9A-Fa-f]{1,8}")) {
                        throw new MalformedReply("answered with a broken chunk \"" + shown(size) + "\"");
                    }
                    long chunk = Long.parseLong(size, 16);
                    if (chunk == 0) {
                        return;
                    }
                    left -= skip(Math.min(chunk, left), true);
                    if (left > 0) {
                        line();
                    }
                }
            } else if (length >= 0) {
                skip(Math.min(length, left), true);
            } else {
                skip(left, false);
            }
        }

        private int skip(long bytes, boolean allOfIt) throws IOException {
            int skipped = 0;
            while (skipped < bytes) {
                if (at == end && !fill()) {
                    if (allOfIt) {
                        throw new MalformedReply("broke its answer off in the middle");
                    }
                    return skipped;
                }
                int now = (int) Math.min(end - at, bytes - skipped);
                at += now;
                skipped += now;
            }
            return skipped;
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            while (true) {
                if (at == end && !fill()) {
                    throw new MalformedReply(
                            line.isEmpty() && head == 0
                                    ? "closed the connection without an answer"
                                    : "broke its answer off in the middle");
                }
                byte next = buffer[at++];
                if (++head > LONGEST_HEAD) {
                    throw new MalformedReply("answered with a head of more than " + LONGEST_HEAD / 1024 + " KiB");
                }
                if (next == '\n') {
                    int length = line.length();
                    if (length > 0 && line.charAt(length - 1) == '\r') {
                        line.setLength(length - 1);
                    }
                    return line.toString();
                }
                line.append((char) (next & 0xff));
            }
        }

        private boolean fill() throws IOException {
            int left = deadline.millisLeft();
            if (left == 0) {
                throw new SocketTimeoutException("no time left to read");
            }
            socket.setSoTimeout(left);
            at = 0;
            end = Math.max(0, in.read(buffer));
            return end > 0;
        }

        private static String shown(String text) {
            var clean = text.replaceAll("[^ -~]", "?");
            return clean.length() > 60 ? clean.substring(0, 60) + "…" : clean;
        }
    }
}
