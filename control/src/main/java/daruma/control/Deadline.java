package daruma.control;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does something once if it is not closed in time. */
final class Deadline implements AutoCloseable {
    private final CountDownLatch over = new CountDownLatch(1);

    private Deadline() {}

    static Deadline after(Duration limit, Runnable action) {
        var deadline = new Deadline();
        Thread.ofPlatform().daemon().name("deadline").start(() -> deadline.await(limit, action));
        return deadline;
    }

    @Override
    public void close() {
        over.countDown();
    }

    private void await(Duration limit, Runnable action) {
        try {
            if (!over.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                action.run();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
