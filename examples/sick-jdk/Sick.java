import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A Java server that deadlocks (GET /deadlock) or leaks until its heap is full (GET /leak). */
public class Sick {
    private static final Object FIRST = new Object();
    private static final Object SECOND = new Object();
    private static final List<byte[]> KEPT = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        // No executor: requests are handled by the thread that accepts connections. When it hangs, everything does.
        var server = HttpServer.create(new InetSocketAddress(port), 50);
        server.createContext("/", Sick::handle);
        server.start();
        System.out.println("listening on http://localhost:" + server.getAddress().getPort());
    }

    private static void handle(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/", "/health" -> answer(exchange, 200, "hello from " + ProcessHandle.current().pid() + "\n");
            case "/deadlock" -> deadlock();
            case "/leak" -> {
                inBackground("leak", Sick::leak);
                answer(exchange, 200, "leaking\n");
            }
            default -> answer(exchange, 404, "");
        }
    }

    private static void deadlock() {
        var secondHeld = new CountDownLatch(1);
        synchronized (FIRST) {
            inBackground("other", () -> {
                synchronized (SECOND) {
                    secondHeld.countDown();
                    synchronized (FIRST) {
                        System.out.println("never said");
                    }
                }
            });
            try {
                secondHeld.await();
            } catch (InterruptedException e) {
                return;
            }
            System.out.println("deadlocked");
            synchronized (SECOND) {
                System.out.println("never said");
            }
        }
    }

    private static void inBackground(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** A thread that runs out of memory ends, and the JVM lives on; so this one says what it thinks of that. */
    private static void leak() {
        try {
            while (true) {
                KEPT.add(new byte[1 << 20]);
                Thread.sleep(2);
            }
        } catch (OutOfMemoryError full) {
            KEPT.clear(); // room for the last step
            Runtime.getRuntime().halt(3);
        } catch (InterruptedException e) {
            // It was not asked to.
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
