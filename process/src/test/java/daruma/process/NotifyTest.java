package daruma.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import daruma.process.notify.Notification;
import daruma.process.notify.ServiceNotify;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifyTest {
    @TempDir
    Path directory;

    @Test
    void a_message_arrives_with_its_senders_pid() throws Exception {
        var path = directory.resolve("notify");
        var messages = new LinkedBlockingQueue<Notification>();
        try (var room = new NativeRoom();
                var socket = room.notifySocket(path, messages::add)) {
            assertThat(socket).isNotNull();
            var sender = ServiceNotify.to(path.toString());
            assertThat(sender.send("READY=1", "STATUS=12 of 12 = all", "MAINPID=77", "nonsense"))
                    .isTrue();
            var message = messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull();
            assertThat(message.pid()).isEqualTo((int) ProcessHandle.current().pid());
            assertThat(message.ready()).isTrue();
            assertThat(message.stopping()).isFalse();
            assertThat(message.status()).contains("12 of 12 = all");
            assertThat(message.mainPid()).hasValue(77);
        }
        assertThat(path).doesNotExist();
        assertThat(ServiceNotify.to(path.toString()).send("READY=1")).isFalse();
    }

    /** As systemd's store of descriptors gets it; this side of ours closes what comes along. */
    @Test
    void a_message_can_bring_a_descriptor() throws Exception {
        var path = directory.resolve("notify");
        var messages = new LinkedBlockingQueue<Notification>();
        try (var room = new NativeRoom();
                var socket = room.notifySocket(path, messages::add)) {
            assertThat(socket).isNotNull();
            assertThat(ServiceNotify.to(path.toString()).sendDescriptor(0, "FDSTORE=1", "FDNAME=control"))
                    .isTrue();
            var message = messages.poll(10, TimeUnit.SECONDS);
            assertThat(message).as("a message").isNotNull();
            assertThat(message.values()).containsEntry("FDNAME", "control").containsEntry("FDSTORE", "1");
        }
    }

    @Test
    void what_is_no_socket_is_refused() {
        try (var room = new NativeRoom()) {
            assertThatThrownBy(() -> room.notifySocket(99_999, m -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("99999");
        }
    }
}
