package daruma.daemon;

import daruma.daemon.launch.AppEnvironment;
import daruma.daemon.launch.LaunchPreparation;
import daruma.daemon.launch.LaunchRecord;
import daruma.daemon.launch.RunDirectories;
import daruma.daemon.launch.ShimLauncher;
import daruma.logs.LogItem;
import daruma.logs.LogQuery;
import daruma.logs.LogStore;
import daruma.model.Incarnation;
import daruma.model.LogLine;
import daruma.model.ProcessId;
import daruma.model.Refused;
import daruma.probes.Instances;
import daruma.probes.check.ExecCheck;
import daruma.probes.check.LogCheck;
import daruma.probes.check.ShimCommands;
import daruma.probes.word.MainProcessNote;
import daruma.probes.word.Speakers;
import daruma.process.ProcessRoom;
import daruma.process.launch.Shim;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What probes must know of what runs, from the launcher, the run directories and the logs.
 *
 * @param checks where commands of probes get their run directories
 */
record RunningInstances(
        Speakers speakers,
        ShimLauncher launcher,
        RunDirectories directories,
        LogStore logs,
        ProcessRoom room,
        Shim shim,
        LaunchPreparation.Accounts accounts,
        Path checks)
        implements Instances {
    @Override
    public List<Integer> roots(Incarnation incarnation) {
        return launcher.roots(incarnation);
    }

    @Override
    public Optional<Incarnation> owner(int pid) {
        return speakers.of(pid);
    }

    @Override
    public void noteMainProcess(Incarnation incarnation, ProcessId process) {
        MainProcessNote.write(directories.of(incarnation), process);
    }

    @Override
    public Optional<ProcessId> notedMainProcess(Incarnation incarnation) {
        return MainProcessNote.read(directories.of(incarnation));
    }

    @Override
    public OptionalInt servedPort(Incarnation incarnation) {
        return new ServedPort(room.procFs()).of(roots(incarnation));
    }

    /** The directory of checks is that of this home. */
    @Override
    public String groupName(Incarnation incarnation) {
        return "daruma-" + Integer.toHexString(checks.hashCode()) + "-"
                + incarnation.instance().app() + "." + incarnation.instance().slot() + "-" + incarnation.number();
    }

    /** As it was launched, which need not be as it is declared now. */
    @Override
    public Optional<ExecCheck.Commands> commands(Incarnation incarnation) {
        return LaunchRecord.readFrom(directories.of(incarnation), incarnation).flatMap(record -> {
            var spec = record.app().spec();
            var environment = new HashMap<>(launcher.environment(record.app(), incarnation));
            // What a check says is not said by the program.
            environment.remove("NOTIFY_SOCKET");
            environment.remove(AppEnvironment.WORD_SOCKET);
            try {
                var place = new ShimCommands.Place(
                        spec.command().cwd(),
                        environment,
                        accounts.credentials(
                                spec.process().user(), spec.process().group()));
                return Optional.of(new ShimCommands(room.launcher(), shim, checks, place));
            } catch (Refused gone) {
                return Optional.empty();
            }
        });
    }

    @Override
    public LogCheck.Lines lines() {
        return (incarnation, pattern, since) -> lastLine(incarnation, pattern, since);
    }

    private Optional<LogCheck.Line> lastLine(Incarnation incarnation, String pattern, Instant since) {
        var query = new LogQuery(
                List.of(incarnation.instance().app()),
                OptionalInt.of(incarnation.instance().slot()),
                Set.of(LogLine.Stream.OUT, LogLine.Stream.ERR),
                OptionalInt.of(1),
                Optional.of(since),
                Optional.empty(),
                Optional.of(pattern),
                false,
                false);
        try (var reader = logs.query(query)) {
            for (var item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof LogItem.Line(var line, var _) && line.incarnation() == incarnation.number()) {
                    return Optional.of(new LogCheck.Line(line.time(), line.message()));
                }
            }
            return Optional.empty();
        }
    }
}
