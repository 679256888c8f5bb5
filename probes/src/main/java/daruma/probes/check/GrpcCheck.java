package daruma.probes.check;

import daruma.probes.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The standard health service of gRPC answers SERVING.
 *
 * <p>One unary call on a connection of its own, HTTP/2 without TLS and with prior knowledge.
 *
 * @param service asked about; empty: the server as a whole
 * @see <a href="https://github.com/grpc/grpc/blob/master/doc/health-checking.md">GRPC Health Checking Protocol</a>
 */
public record GrpcCheck(int port, String service) implements Check {
    private static final String METHOD = "/grpc.health.v1.Health/Check";
    private static final int SERVING = 1;
    private static final int UNIMPLEMENTED = 12;
    private static final int NOT_FOUND = 5;

    @Override
    public Outcome make(Deadline deadline) {
        try (var socket = Loopback.connect(port, deadline)) {
            var reply = new UnaryCall(socket, deadline).call("localhost:" + port, METHOD, request());
            return judge(reply);
        } catch (MalformedReply e) {
            return new Outcome.Failed("gRPC health: port " + port + " " + e.getMessage());
        } catch (IOException e) {
            return switch (Loopback.failure(port, e, deadline)) {
                case Outcome.Failed(var what) -> new Outcome.Failed("gRPC health: " + what);
                case Outcome.Broken(var what) -> new Outcome.Broken("gRPC health: " + what);
                case Outcome.Passed passed -> passed;
            };
        }
    }

    private Outcome judge(UnaryCall.Reply reply) throws MalformedReply {
        var about = service.isEmpty() ? "" : " about \"" + service + "\"";
        int code = reply.status().orElse(reply.message().isPresent() ? 0 : -1);
        return switch (code) {
            case 0 -> {
                int health =
                        reply.message().isPresent() ? serving(reply.message().get()) : 0;
                yield health == SERVING
                        ? new Outcome.Passed("gRPC health answered SERVING" + about)
                        : new Outcome.Failed("gRPC health answered " + word(health) + about);
            }
            case UNIMPLEMENTED -> new Outcome.Failed("port " + port + " does not offer grpc.health.v1.Health");
            case NOT_FOUND -> new Outcome.Failed("gRPC health knows no service \"" + service + "\"");
            case -1 -> new Outcome.Failed("gRPC health ended without an answer" + about);
            default -> new Outcome.Failed("gRPC health answered with gRPC status " + code + about);
        };
    }

    /** {@code HealthCheckRequest}: field 1, a string. */
    private byte[] request() {
        var name = service.getBytes(StandardCharsets.UTF_8);
        var out = new ByteArrayOutputStream();
        if (name.length > 0) {
            out.write(0x0a);
            for (int left = name.length; ; left >>>= 7) {
                if (left < 0x80) {
                    out.write(left);
                    break;
                }
                out.write((left & 0x7f) | 0x80);
            }
            out.writeBytes(name);
        }
        return out.toByteArray();
    }

    /** {@code HealthCheckResponse}: field 1, an enumeration; unknown fields are skipped. */
    private static int serving(byte[] message) throws MalformedReply {
        int status = 0;
        for (int at = 0; at < message.length; ) {
            long[] tag = varint(message, at);
            at = (int) tag[1];
            switch ((int) (tag[0] & 7)) {
                case 0 -> {
                    long[] value = varint(message, at);
                    at = (int) value[1];
                    if (tag[0] >>> 3 == 1) {
                        status = (int) value[0];
                    }
                }
                case 1 -> at += 8;
                case 2 -> {
                    long[] length = varint(message, at);
                    if (length[0] < 0 || length[0] > message.length) {
                        throw new MalformedReply("answered with a broken message");
                    }
                    at = (int) (length[1] + length[0]);
                }
                case 5 -> at += 4;
                default -> throw new MalformedReply("answered with a broken message");
            }
        }
        return status;
    }

    /** The value, and where the next byte is. */
    private static long[] varint(byte[] message, int from) throws MalformedReply {
        long value = 0;
        for (int at = from, shift = 0; at < message.length && shift < 64; at++, shift += 7) {
            value |= (message[at] & 0x7fL) << shift;
            if (message[at] >= 0) {
                return new long[] {value, at + 1};
            }
        }
        throw new MalformedReply("answered with a broken message");
    }

    private static String word(int health) {
        return switch (health) {
            case 0 -> "UNKNOWN";
            case 2 -> "NOT_SERVING";
            case 3 -> "SERVICE_UNKNOWN";
            default -> Integer.toString(health);
        };
    }
}
