package daruma.process.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the shim is told besides the program; empty means: as this process has it. Names and effects are those of
 * docs/run-directory.md.
 *
 * @param lock taken by the shim without waiting; if somebody else holds it the launch fails with stage {@code lock}
 * @param cwd the program's working directory
 * @param umask 0 to 0777
 * @param nice -20 to 19
 * @param oomScoreAdjust -1000 to 1000
 * @param rlimits such as {@code nofile=1024} or {@code core=0:unlimited}
 * @param credentials whom the program runs as
 * @param cgroup a directory of the cgroup file system which exists and into which the program is born; its tree is then
 *     known and killed by it
 * @param spoolCap bytes that each spool keeps at most
 * @param listenSockets descriptors of this process that become 3, 4, … of the program
 * @param listenNames their names, {@code LISTEN_FDNAMES}; empty, or as many as sockets
 * @param termGrace between TERM and KILL for what a program leaves behind
 * @param log where the shim's own remarks go
 * @param hold holder mode: the shim itself keeps the program up
 * @param more further words for the shim, passed on as they are
 */
public record ShimOptions(
        Optional<Path> lock,
        Optional<Path> cwd,
        OptionalInt umask,
        OptionalInt nice,
        OptionalInt oomScoreAdjust,
        List<String> rlimits,
        Optional<Credentials> credentials,
        Optional<Path> cgroup,
        OptionalLong spoolCap,
        List<Integer> listenSockets,
        List<String> listenNames,
        Optional<Duration> termGrace,
        Optional<Path> log,
        boolean hold,
        List<String> more) {

    /** Nothing told: no lock, everything as this process has it. */
    public static final ShimOptions NONE = new ShimOptions(
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            false,
            List.of());

    public ShimOptions {
        rlimits = List.copyOf(rlimits);
        listenSockets = List.copyOf(listenSockets);
        listenNames = List.copyOf(listenNames);
        more = List.copyOf(more);
    }

    public ShimOptions withLock(Path file) {
        return new ShimOptions(
                Optional.of(file),
                cwd,
                umask,
                nice,
                oomScoreAdjust,
                rlimits,
                credentials,
                cgroup,
                spoolCap,
                listenSockets,
                listenNames,
                termGrace,
                log,
                hold,
                more);
    }

    public ShimOptions withCwd(Path directory) {
        return new ShimOptions(
                lock,
                Optional.of(directory),
                umask,
                nice,
                oomScoreAdjust,
                rlimits,
                credentials,
                cgroup,
                spoolCap,
                listenSockets,
                listenNames,
                termGrace,
                log,
                hold,
                more);
    }

    public ShimOptions withCgroup(Path directory) {
        return new ShimOptions(
                lock,
                cwd,
                umask,
                nice,
                oomScoreAdjust,
                rlimits,
                credentials,
                Optional.of(directory),
                spoolCap,
                listenSockets,
                listenNames,
                termGrace,
                log,
                hold,
                more);
    }

    public ShimOptions withTermGrace(Duration grace) {
        return new ShimOptions(
                lock,
                cwd,
                umask,
                nice,
                oomScoreAdjust,
                rlimits,
                credentials,
                cgroup,
                spoolCap,
                listenSockets,
                listenNames,
                Optional.of(grace),
                log,
                hold,
                more);
    }

    public ShimOptions withListenSockets(List<Integer> descriptors, List<String> names) {
        return new ShimOptions(
                lock,
                cwd,
                umask,
                nice,
                oomScoreAdjust,
                rlimits,
                credentials,
                cgroup,
                spoolCap,
                descriptors,
                names,
                termGrace,
                log,
                hold,
                more);
    }
}
