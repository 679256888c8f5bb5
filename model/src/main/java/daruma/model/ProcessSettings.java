package daruma.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the operating system is told about the process; empty means: as the daemon has it.
 *
 * @param user a name or a number; needs a daemon that runs as root
 * @param group a name or a number; empty with a user: that user's groups
 * @param umask 0 to 0777
 * @param nice -20 to 19
 * @param oomScoreAdjust -1000 to 1000
 */
public record ProcessSettings(
        Optional<String> user,
        Optional<String> group,
        OptionalInt umask,
        OptionalInt nice,
        OptionalInt oomScoreAdjust,
        List<Rlimit> limits) {
    public static final ProcessSettings DEFAULT = new ProcessSettings(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            List.of());

    public ProcessSettings {
        limits = List.copyOf(limits);
        requireWithin("umask", umask, 0, 0777);
        requireWithin("nice", nice, -20, 19);
        requireWithin("oomScoreAdjust", oomScoreAdjust, -1000, 1000);
    }

    public ProcessSettings withUser(String newUser) {
        return new ProcessSettings(Optional.of(newUser), group, umask, nice, oomScoreAdjust, limits);
    }

    private static void requireWithin(String what, OptionalInt value, int least, int most) {
        if (value.isPresent() && (value.getAsInt() < least || value.getAsInt() > most)) {
            throw new Refused(what + " is " + value.getAsInt() + ": use " + least + " to " + most);
        }
    }
}
