package daruma.probes.check;

import daruma.probes.time.Deadline;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS to whoever answers on a port of this machine, whatever certificate it shows: a probe asks whether it works, not who it
 * is.
 */
final class AnyCertificate {
    private AnyCertificate() {}

    /** Loaded with the first probe by HTTPS: it costs some megabytes. */
    private static final class Lazy {
        static final SSLContext CONTEXT = context();
    }

    static Socket over(Socket plain, int port, Deadline deadline) throws IOException {
        var socket = (SSLSocket) Lazy.CONTEXT.getSocketFactory().createSocket(plain, "localhost", port, true);
        int left = deadline.millisLeft();
        if (left == 0) {
            throw new SocketTimeoutException("no time left for the handshake");
        }
        socket.setSoTimeout(left);
        try {
            socket.startHandshake();
        } catch (SSLException e) {
            throw new MalformedReply("does not speak TLS as we do: " + e.getMessage());
        }
        return socket;
    }

    private static SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
