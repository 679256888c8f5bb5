package daruma.manifest.text;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import daruma.model.Refused;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * Schedules as cron writes them: five fields (minute, hour, day, month, weekday), or six with seconds first. Whoever carries
 * them out reads them in the same way.
 */
public final class Cron {
    /** cron-utils logs; without a logger its logging library would say on stderr that there is none. */
    private static final String QUIET = "slf4j.internal.verbosity";

    /** Whatever comes up at all comes up after it. */
    private static final ZonedDateTime SOME_DAY = ZonedDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private Cron() {}

    /**
     * The schedule, with one blank between fields.
     *
     * @throws Refused if it is none, or never comes up
     */
    public static String parse(String text) {
        if (System.getProperty(QUIET) == null) {
            System.setProperty(QUIET, "ERROR");
        }
        var schedule = String.join(" ", text.strip().split("\\s+"));
        var fields = schedule.isEmpty() ? 0 : schedule.split(" ", -1).length;
        if (fields != 5 && fields != 6) {
            throw new Refused("invalid schedule \"" + text
                    + "\": write five fields (minute hour day month weekday), or six with seconds first; for example"
                    + " \"0 4 * * *\", each day at four");
        }
        try {
            var type = fields == 5 ? CronType.UNIX : CronType.SPRING;
            var cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type)).parse(schedule);
            if (ExecutionTime.forCron(cron).nextExecution(SOME_DAY).isEmpty()) {
                throw new Refused("the schedule \"" + text + "\" never comes up: there is no such day");
            }
            return schedule;
        } catch (IllegalArgumentException e) {
            throw new Refused("invalid schedule \"" + text + "\": " + why(e)
                    + ". Write minute, hour, day, month and weekday, such as \"0 4 * * *\"");
        }
    }

    private static String why(IllegalArgumentException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        var message = String.valueOf(cause.getMessage());
        var plain = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        return plain.isEmpty() ? "it cannot be read" : Character.toLowerCase(plain.charAt(0)) + plain.substring(1);
    }
}
