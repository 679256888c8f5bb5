package daruma.balancer;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A raw connection: what is sent and what comes is bytes. Every read has a limit of 10 s. */
public final class Wire implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    public Wire(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    public Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    public Wire send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Wire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    public Wire endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    public Socket socket() {
        return socket;
    }

    /** Up to and with the empty line. */
    public String head() throws IOException {
        return until("\r\n\r\n");
    }

    public String until(String end) throws IOException {
        var out = new ByteArrayOutputStream();
        while (true) {
            var b = in.read();
            if (b < 0) {
                throw new EOFException("ended before " + end.strip() + ", after: " + out);
            }
            out.write(b);
            var text = out.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith(end)) {
                return text;
            }
        }
    }

    public String bytes(int count) throws IOException {
        var bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(bytes.length + " of " + count + " bytes came");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A whole message with a Content-Length, or one without a body. */
    public String message() throws IOException {
        var head = head();
        var length = header(head, "content-length");
        return length == null ? head : head + bytes(Integer.parseInt(length));
    }

    /** All up to the end of the connection. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    public int read() throws IOException {
        return in.read();
    }

    public static String header(String head, String lowerName) {
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith(lowerName + ":"))
                .map(line -> line.substring(lowerName.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
