package daruma.probes.word;

import static org.assertj.core.api.Assertions.assertThat;

import daruma.model.AppName;
import daruma.model.Incarnation;
import daruma.model.InstanceId;
import daruma.process.ProcessRoom;
import daruma.process.notify.Notification;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConversationsTest {
    private static final Incarnation WEB = new Incarnation(new InstanceId(new AppName("web"), 0), 1);
    private static final int SELF = (int) ProcessHandle.current().pid();

    private final ProcessRoom room = ProcessRoom.open();
    private final List<Notification> heard = new ArrayList<>();
    private final List<String> replies = new ArrayList<>();
    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private Optional<Duration> remaining = Optional.empty();
    private final Conversations conversations = new Conversations(
            new Speakers(room.procFs(), pid -> pid == SELF ? Optional.of(WEB) : Optional.empty()),
            (incarnation, said) -> {
                assertThat(incarnation).isEqualTo(WEB);
                heard.add(said);
            },
            _ -> new Conversations.Stop(Duration.ofSeconds(10), remaining),
            work::add);

    @AfterEach
    void close() {
        room.close();
    }

    @Test
    void an_assignment_is_handed_on_as_a_message_of_one_word() {
        say("STATUS=12 of 12 = all");
        assertThat(heard).containsExactly(new Notification(SELF, 0, Map.of("STATUS", "12 of 12 = all")));
        assertThat(replies).isEmpty();
    }

    @Test
    void questions_are_answered_in_their_order_as_things_are_when_they_are_answered() {
        var talk = conversations.connected(SELF, 0, replies::add).orElseThrow();
        talk.accept("STOP_REMAINING?");
        talk.accept("STOP_GRACE?");
        talk.accept("STOP_REMAINING?");
        assertThat(replies).as("nobody waits on the thread that listens").isEmpty();
        work.remove().run();
        remaining = Optional.of(Duration.ofMillis(8_412));
        while (!work.isEmpty()) {
            work.removeLast().run();
        }
        assertThat(replies).containsExactly("STOP_REMAINING=none", "STOP_GRACE=10000", "STOP_REMAINING=8412");
        remaining = Optional.of(Duration.ofMillis(-3));
        talk.accept("STOP_REMAINING?");
        work.remove().run();
        assertThat(replies).last().isEqualTo("STOP_REMAINING=0");
    }

    @Test
    void what_is_neither_a_word_nor_a_known_question_is_told_so() {
        say("ready");
        say("WHY?");
        work.remove().run();
        assertThat(replies)
                .containsExactly("ERROR=neither KEY=VALUE nor a question", "ERROR=nobody knows what is asked");
    }

    @Test
    void a_process_of_no_program_is_sent_away() {
        int stranger = (int) ProcessHandle.current().parent().orElseThrow().pid();
        assertThat(conversations.connected(stranger, 0, replies::add)).isEmpty();
        assertThat(replies).containsExactly("ERROR=pid " + stranger + " belongs to no program of this daemon");
    }

    @Test
    void a_child_of_a_program_speaks_for_it() throws Exception {
        var child = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat(conversations.connected((int) child.pid(), 0, replies::add))
                    .isPresent();
        } finally {
            child.destroy();
        }
    }

    private void say(String line) {
        conversations.connected(SELF, 0, replies::add).orElseThrow().accept(line);
    }
}
