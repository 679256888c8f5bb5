package daruma.control.varlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramingTest {
    @Test
    void messages_come_out_whole_however_the_bytes_come_in() {
        for (long seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var sent = new ArrayList<String>();
            var stream = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                var message = "m".repeat(random.nextInt(200));
                sent.add(message);
                stream.append(message).append('\0');
            }
            var rest = "r".repeat(random.nextInt(9));
            var bytes = stream.append(rest).toString().getBytes(StandardCharsets.UTF_8);
            var framing = new Framing(1_000);
            var got = new ArrayList<String>();
            for (int at = 0; at < bytes.length; ) {
                var count = Math.min(bytes.length - at, 1 + random.nextInt(150));
                framing.feed(ByteBuffer.wrap(bytes, at, count));
                at += count;
                if (random.nextInt(3) > 0) {
                    drain(framing, got);
                }
            }
            drain(framing, got);
            assertThat(got).as("seed=%s", seed).isEqualTo(sent);
            assertThat(framing.held()).as("seed=%s", seed).isEqualTo(rest.length());
            assertThat(framing.tooLong()).isFalse();
        }
    }

    @Test
    void a_message_above_the_limit_is_noticed_before_it_is_whole() {
        var framing = new Framing(10);
        framing.feed(ByteBuffer.wrap(new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
        assertThat(framing.next()).isEmpty();
        assertThat(framing.tooLong()).isFalse();
        framing.feed(ByteBuffer.wrap(new byte[] {1}));
        assertThat(framing.next()).isEmpty();
        assertThat(framing.tooLong()).isTrue();
    }

    private static void drain(Framing framing, List<String> into) {
        for (var message = framing.next(); message.isPresent(); message = framing.next()) {
            into.add(new String(message.get(), StandardCharsets.UTF_8));
        }
    }
}
