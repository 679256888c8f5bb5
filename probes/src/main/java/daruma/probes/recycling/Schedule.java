package daruma.probes.recycling;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import daruma.model.Refused;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * When a cron expression comes round: five fields, or six with seconds first, or a word such as {@code @daily}. The library is
 * seen here alone.
 */
public final class Schedule {
    static {
        // The library logs through SLF4J, which says on stderr that nobody listens.
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
    }

    private final String text;
    private final ExecutionTime times;

    private Schedule(String text, ExecutionTime times) {
        this.text = text;
        this.times = times;
    }

    /**
     * Reads an expression.
     *
     * @throws Refused if it is none
     */
    public static Schedule parse(String text) {
        var fields = text.strip().split("\\s+", -1).length;
        var definition = CronDefinitionBuilder.instanceDefinitionFor(fields == 6 ? CronType.SPRING : CronType.UNIX);
        Cron cron;
        try {
            cron = new CronParser(definition).parse(text.strip()).validate();
        } catch (IllegalArgumentException e) {
            throw new Refused("invalid schedule \"" + text + "\": " + e.getMessage());
        }
        return new Schedule(text.strip(), ExecutionTime.forCron(cron));
    }

    /** The first time after this one; empty: never again. */
    public Optional<ZonedDateTime> after(ZonedDateTime time) {
        return times.nextExecution(time);
    }

    @Override
    public String toString() {
        return text;
    }
}
