package daruma.model;

import java.time.Duration;

/**
 * What makes a started instance ready.
 *
 * @param deadline how long it may take, counted from the launch; then the instance counts as failed to start
 * @param settle for {@link Rule#AUTO} and {@link Rule#ALIVE}: how long a program that opens no port must have lived
 */
public record Readiness(Rule rule, Duration deadline, Duration settle) {
    public static final Readiness DEFAULT = new Readiness(Rule.AUTO, Duration.ofSeconds(60), Duration.ofSeconds(1));

    /** Which evidence counts. */
    public enum Rule {
        /** The declared port if there is one; else the first port the tree listens on; else alive and settled. */
        AUTO,
        /** The declared port accepts connections. */
        PORT,
        /** The program says so: sd_notify, or {@code process.send('ready')} of Node. */
        NOTIFY,
        /** The program writes a newline to the descriptor whose number is in {@code NOTIFY_FD}, as s6 has it. */
        NEWLINE,
        /** Alive for the settle time. */
        ALIVE
    }

    public Readiness {
        Durations.requireWithin("the start deadline", deadline, Duration.ofMillis(1), Durations.DAY);
        Durations.requireWithin("the settle time", settle, Duration.ZERO, Durations.DAY);
    }
}
