package daruma.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What programs say of themselves, by sd_notify and over {@code DARUMA_SOCKET}. */
class WordsTest {
    private static final Path SYSTEMD_NOTIFY = Path.of("/usr/bin/systemd-notify");

    @Test
    void a_program_that_promised_to_say_when_it_is_ready_is_waited_for_and_shown_with_its_own_words()
            throws IOException {
        try (var home = DarumaHome.create()) {
            var program = speaker(home);
            var start = home.inBackground("start", program.toString());
            home.untilWithoutDaemon("the program to be up", () -> Files.exists(Path.of(program + ".up")));
            var seen = home.untilApp(
                    "speaker", "to say what it does", app -> app.only().says().equals("warming up"));
            assertThat(seen.ready()).isZero();

            Files.createFile(Path.of(program + ".go"));
            home.untilApp("speaker", "to be ready", app -> app.ready() == 1);
            start.join();
            assertThat(home.ok("events").out()).contains("the program said that it is ready");
            home.untilApp(
                    "speaker", "to say that it serves", app -> app.only().says().equals("serving"));
            assertThat(home.ok("describe", "speaker").out()).contains("says: serving");
            assertThat(home.ok("ls", "-o", "wide").out()).contains("SAYS").contains("serving");
        }
    }

    @Test
    void a_program_goes_on_talking_to_the_daemon_that_comes_back() throws IOException {
        try (var home = DarumaHome.create()) {
            var program = speaker(home);
            Files.createFile(Path.of(program + ".go"));
            home.ok("start", program.toString());
            long pid = home.pid("speaker");
            home.killDaemon();
            home.untilApp(
                    "speaker",
                    "to say again that it serves",
                    app -> app.only().says().equals("serving"));
            assertThat(home.pid("speaker")).isEqualTo(pid);
            assertThat(home.app("speaker").ready()).isEqualTo(1);
        }
    }

    @Test
    void a_program_that_is_stopped_learns_how_long_it_may_take_and_can_ask_for_more() throws IOException {
        try (var home = DarumaHome.create()) {
            var program = speaker(home);
            Files.createFile(Path.of(program + ".go"));
            home.ok("start", program.toString(), "--kill-timeout", "5s");
            var said = Path.of(program + ".replies");
            home.until(
                    "two answers",
                    () -> Files.exists(said) && Files.readAllLines(said).size() == 2);
            home.ok("stop", "speaker");
            var replies = Files.readAllLines(said);
            assertThat(replies.subList(0, 2)).containsExactly("STOP_GRACE=5000", "STOP_REMAINING=none");
            assertThat(milliseconds(replies.get(2))).isBetween(1L, 5_000L);
            assertThat(milliseconds(replies.get(3)))
                    .as("after it asked for a minute")
                    .isBetween(50_000L, 60_000L);
            assertThat(home.ok("events").out()).contains("the program asks for 60 s more to end");
        }
    }

    @Test
    void who_belongs_to_no_program_is_not_listened_to() throws IOException {
        try (var home = DarumaHome.create()) {
            home.ok("start", home.programs().sleeps("up").toString());
            var socket = home.paths().socket().resolveSibling("words.sock");
            var said = home.run("node", "-e", """
                    require('net').connect(process.argv[1]).on('data', d => process.stdout.write(d));
                    """, socket.toString());
            assertThat(said.out()).matches("ERROR=pid [0-9]+ belongs to no program of this daemon\n");
        }
    }

    @Test
    void status_more_time_and_main_process_are_heard_by_sd_notify_and_outlive_the_daemon() throws IOException {
        assumeTrue(Files.isExecutable(SYSTEMD_NOTIFY), "no systemd-notify at its usual place");
        try (var home = DarumaHome.create()) {
            var program = home.programs().shell("notifier", """
                    : > "$0.up"
                    %1$s --status='reading 12 of 40 files'
                    %1$s EXTEND_TIMEOUT_USEC=600000000
                    while [ ! -e "$0.go" ]; do sleep 0.05; done
                    sleep 86400 &
                    echo $! > "$0.main"
                    %1$s MAINPID=1
                    %1$s MAINPID=$!
                    %1$s --ready
                    wait
                    """.formatted(SYSTEMD_NOTIFY));
            var manifest = home.directory().resolve("daruma.yaml");
            Files.writeString(manifest, """
                    apps:
                      - name: notifier
                        command: ["%s"]
                        readiness: notify
                    """.formatted(program));
            var start = home.inBackground("start", manifest.toString());
            home.untilWithoutDaemon("the program to be up", () -> Files.exists(Path.of(program + ".up")));
            home.untilApp(
                    "notifier", "to say what it does", app -> app.only().says().equals("reading 12 of 40 files"));
            home.until(
                    "its wish for more time", () -> home.ok("events").out().contains("asks for 10 min more to start"));
            Files.createFile(Path.of(program + ".go"));
            home.untilApp("notifier", "to be ready", app -> app.ready() == 1);
            start.join();
            long main =
                    Long.parseLong(Files.readString(Path.of(program + ".main")).strip());
            home.untilApp(
                    "notifier", "to have its main process", app -> app.only().alivePid() == main);
            assertThat(home.ok("events").out())
                    .contains("says that pid 1 is its main process, but that is none of its own")
                    .contains("says that pid " + main + " is its main process, no longer pid ");

            home.killDaemon();
            home.untilApp(
                    "notifier",
                    "to have its main process again",
                    app -> app.only().alivePid() == main);
        }
    }

    private static long milliseconds(String reply) {
        assertThat(reply).startsWith("STOP_REMAINING=");
        return Long.parseLong(reply.substring("STOP_REMAINING=".length()));
    }

    /** Speaks as a library does: connects again when the daemon has gone, and then says again how it is. */
    private static Path speaker(DarumaHome home) throws IOException {
        var program = home.directory().resolve("speaker.js");
        Files.write(program, List.of("""
                const net = require('net');
                const fs = require('fs');
                const file = process.argv[1];
                fs.writeFileSync(file + '.up', '');
                let ready = false;
                let socket;
                function say() {
                  socket.write(ready ? 'READY=1\\nSTATUS=serving\\n' : 'READY=0\\nSTATUS=warming up\\n');
                }
                function connect() {
                  socket = net.connect(process.env.DARUMA_SOCKET, say);
                  socket.on('data', data => fs.appendFileSync(file + '.replies', data));
                  socket.on('error', () => {});
                  socket.on('close', () => setTimeout(connect, 50));
                }
                connect();
                const look = setInterval(() => {
                  if (!fs.existsSync(file + '.go')) return;
                  clearInterval(look);
                  ready = true;
                  say();
                  socket.write('STOP_GRACE?\\nSTOP_REMAINING?\\n');
                }, 50);
                process.on('SIGTERM', () => {
                  let asked = false;
                  socket.write('STOPPING=1\\nSTOP_REMAINING?\\n');
                  socket.on('data', data => {
                    if (Number(/=(\\d+)\\n$/.exec(data)?.[1]) > 50000) process.exit(0);
                    if (!asked) socket.write('EXTEND_TIMEOUT_USEC=60000000\\n');
                    asked = true;
                    setTimeout(() => socket.write('STOP_REMAINING?\\n'), 50);
                  });
                });
                """));
        return program;
    }
}
