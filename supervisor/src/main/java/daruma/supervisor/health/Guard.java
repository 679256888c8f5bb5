package daruma.supervisor.health;

import daruma.model.InstanceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps healing from making things worse: how many instances of an app may be restarted for their health at once, and
 * whether restarting can be the answer at all. Pure; asked again whenever something about the instances of an app changes.
 *
 * <p>At most {@value #SHARE_PERCENT} % of the instances, but always one, are in restart for health at the same time; one
 * counts until it is ready again. If more than half of them fail together, it is taken for something that they share, such
 * as a database, which no restart cures: none is restarted, and they go on serving what they can. One that was restarted
 * since then, and has been stable, proves the opposite. Routine replacements count too, and wait for everything else.
 */
public final class Guard {
    static final int SHARE_PERCENT = 34;

    private Guard() {}

    /** How an instance stands, as far as the guard asks. */
    public enum Condition {
        WELL(false, false),
        /** It was restarted for its health, and has been ready for long enough to be called stable. */
        HEALED(false, false),
        /** It is up and should be restarted for its health. */
        SICK(true, false),
        /** It is up and should be replaced as a matter of routine. */
        DUE(false, false),
        /** It is being restarted for its health, and not ready again. */
        IN_TREATMENT(true, true),
        /** It is being restarted for its health, is sick again before it was ready, and should be restarted once more. */
        RELAPSED(true, true),
        /** It is being replaced as a matter of routine, and not ready again. */
        IN_REPLACEMENT(false, true),
        /** It fails in a way that is not the guard's business: down between two tries, or out of service. */
        FAILING(true, false);

        private final boolean failing;
        private final boolean underWay;

        /** Whether it is being restarted, and not ready again. */
        public boolean underWay() {
            return underWay;
        }

        Condition(boolean failing, boolean underWay) {
            this.failing = failing;
            this.underWay = underWay;
        }
    }

    /**
     * One instance.
     *
     * @param since when its condition began
     */
    public record Patient(InstanceId id, Condition condition, Instant since) {}

    /**
     * What the guard says of all that want to be restarted.
     *
     * @param allowed are restarted now
     * @param withheld are not, each with the rule, as people read it
     * @param sharedCause the evidence, if some are withheld because too many fail together
     */
    public record Ruling(List<InstanceId> allowed, Map<InstanceId, String> withheld, Optional<String> sharedCause) {
        public Ruling {
            allowed = List.copyOf(allowed);
            withheld = Map.copyOf(withheld);
        }
    }

    /** How many of so many may be in restart for health at once. */
    public static int most(int instances) {
        return Math.max(1, instances * SHARE_PERCENT / 100);
    }

    /** Whether so many of so many failing together are taken for a shared cause. One alone shares nothing. */
    public static boolean isShared(int failing, int instances) {
        return instances > 1 && 2 * failing > instances;
    }

    /**
     * Rules on all that want to be restarted.
     *
     * @param patients all instances of one app that should run
     */
    public static Ruling judge(List<Patient> patients) {
        var failing = (int) patients.stream().filter(p -> p.condition().failing).count();
        var underWay =
                (int) patients.stream().filter(p -> p.condition().underWay).count();
        var most = most(patients.size());
        var shared = isShared(failing, patients.size());
        var evidence = failing + " of " + patients.size() + " instances fail together";
        var allowed = new ArrayList<InstanceId>();
        var withheld = new TreeMap<InstanceId, String>();
        var blamed = false;
        for (var patient : longestFirst(patients, Condition.SICK, Condition.RELAPSED)) {
            if (shared && !restartHelped(patients, patient)) {
                blamed = true;
                withheld.put(patient.id(), "shared cause: " + evidence + ", and a restart would not cure that");
            } else if (patient.condition() == Condition.RELAPSED) {
                allowed.add(patient.id());
            } else if (underWay >= most) {
                withheld.put(patient.id(), busy(underWay, most, patients.size()));
            } else {
                allowed.add(patient.id());
                underWay++;
            }
        }
        for (var patient : longestFirst(patients, Condition.DUE)) {
            if (failing > 0) {
                withheld.put(patient.id(), "routine waits while " + failing + " of " + patients.size() + " fail");
            } else if (underWay >= most) {
                withheld.put(patient.id(), busy(underWay, most, patients.size()));
            } else {
                allowed.add(patient.id());
                underWay++;
            }
        }
        return new Ruling(allowed, withheld, blamed ? Optional.of(evidence) : Optional.empty());
    }

    private static List<Patient> longestFirst(List<Patient> patients, Condition... conditions) {
        var wanted = List.of(conditions);
        return patients.stream()
                .filter(patient -> wanted.contains(patient.condition()))
                .sorted(Comparator.comparing(Patient::since).thenComparing(Patient::id))
                .toList();
    }

    private static boolean restartHelped(List<Patient> patients, Patient sick) {
        return patients.stream()
                .anyMatch(p -> p.condition() == Condition.HEALED && p.since().isAfter(sick.since()));
    }

    private static String busy(int underWay, int most, int instances) {
        return underWay + " of " + instances + (underWay == 1 ? " is" : " are") + " being restarted, and at most "
                + most + " may be at once";
    }
}
