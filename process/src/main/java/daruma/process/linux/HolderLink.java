package daruma.process.linux;

import daruma.process.sys.Flags;
import daruma.process.sys.LibC;
import daruma.process.sys.Memory;
import daruma.process.sys.UnixAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Talks to a holder: one line, one answer, and the connection is over.
 *
 * @param service the holder's socket
 */
record HolderLink(Path service) {
    static final int NONE = -1;

    private static final int MSGHDR = 56;
    /** One control message: length, level, type, the descriptor, padded to 8. */
    private static final int RIGHTS = 24;

    private static final int CHUNK = 4096;
    /** It answers at once; this means that it is stopped. */
    private static final int PATIENCE_SECONDS = 2;

    /**
     * What it said.
     *
     * @param text of the answer, {@code ok} and what follows
     * @param descriptor that came with it; below 0: none
     * @param pid of the holder
     */
    record Answer(String text, int descriptor, int pid) {}

    /**
     * Asks.
     *
     * @param line without its end
     * @param handed a descriptor of ours that goes with it; below 0: none
     * @throws IOException if nobody answers, or the answer is no
     */
    Answer ask(String line, int handed) throws IOException {
        int fd = LibC.socket(Flags.AF_UNIX, Flags.SOCK_STREAM | Flags.SOCK_CLOEXEC, 0);
        require(fd, "make a socket");
        try {
            connect(fd);
            send(fd, line + "\n", handed);
            var answer = receive(fd);
            if (!answer.text().startsWith("ok")) {
                if (answer.descriptor() >= 0) {
                    LibC.close(answer.descriptor());
                }
                throw new IOException("the holder of sockets does not "
                        + line.split(" ", 2)[0] + ": "
                        + (answer.text().isEmpty() ? "no answer" : answer.text().strip()));
            }
            return answer;
        } finally {
            LibC.close(fd);
        }
    }

    private void connect(int fd) throws IOException {
        var address = UnixAddress.of(service.toString())
                .orElseThrow(() -> new IOException("the path " + service + " is longer than 107 bytes"));
        var limit = Memory.of(16).putLong(0, PATIENCE_SECONDS);
        LibC.setsockopt(fd, Flags.SOL_SOCKET, Flags.SO_RCVTIMEO, limit.address(), 16);
        LibC.setsockopt(fd, Flags.SOL_SOCKET, Flags.SO_SNDTIMEO, limit.address(), 16);
        limit.keep();
        require(LibC.connect(fd, address.memory().address(), address.length()), "reach the holder of sockets");
        address.memory().keep();
    }

    private static void send(int fd, String line, int handed) throws IOException {
        var bytes = line.getBytes(StandardCharsets.UTF_8);
        var text = Memory.of(bytes.length).put(0, bytes, 0, bytes.length);
        var vector = Memory.of(16).putLong(0, text.address()).putLong(8, bytes.length);
        var control = Memory.of(RIGHTS)
                .putLong(0, 20)
                .putInt(8, Flags.SOL_SOCKET)
                .putInt(12, Flags.SCM_RIGHTS)
                .putInt(16, handed);
        var message = Memory.of(MSGHDR)
                .putLong(16, vector.address())
                .putLong(24, 1)
                .putLong(32, handed < 0 ? 0 : control.address())
                .putLong(40, handed < 0 ? 0 : RIGHTS);
        long sent = LibC.sendmsg(fd, message.address(), Flags.MSG_NOSIGNAL);
        text.keep();
        vector.keep();
        control.keep();
        message.keep();
        require((int) sent, "ask the holder of sockets");
    }

    private static Answer receive(int fd) throws IOException {
        var who = Memory.of(16).putInt(12, 12);
        LibC.getsockopt(fd, Flags.SOL_SOCKET, Flags.SO_PEERCRED, who.address(), who.address() + 12);
        who.keep();
        var chunk = Memory.of(CHUNK);
        var vector = Memory.of(16).putLong(0, chunk.address()).putLong(8, CHUNK);
        var control = Memory.of(RIGHTS);
        var message =
                Memory.of(MSGHDR).putLong(16, vector.address()).putLong(24, 1).putLong(32, control.address());
        var text = new StringBuilder();
        int descriptor = NONE;
        try {
            while (true) {
                message.putLong(40, RIGHTS);
                long got = LibC.recvmsg(fd, message.address(), Flags.MSG_CMSG_CLOEXEC);
                require((int) got, "hear the holder of sockets");
                if (message.getLong(40) >= 20 && control.getInt(12) == Flags.SCM_RIGHTS) {
                    descriptor = control.getInt(16);
                }
                if (got == 0) {
                    return new Answer(text.toString(), descriptor, who.getInt(0));
                }
                var bytes = new byte[(int) got];
                chunk.get(0, bytes, 0, bytes.length);
                text.append(new String(bytes, StandardCharsets.UTF_8));
            }
        } finally {
            chunk.keep();
            vector.keep();
            control.keep();
            message.keep();
        }
    }

    private static void require(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException("cannot " + what + ": errno " + -result);
        }
    }
}
