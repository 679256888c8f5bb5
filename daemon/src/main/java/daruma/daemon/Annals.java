package daruma.daemon;

import daruma.daemon.command.Happenings;
import daruma.daemon.launch.ShimLauncher;
import daruma.logs.LogStore;
import daruma.model.Event;
import daruma.model.Incarnation;
import daruma.state.EventQuery;
import daruma.state.MemoryJournal;
import daruma.supervisor.lifecycle.InstanceMemory;
import daruma.supervisor.loop.Chronicle;
import daruma.supervisor.loop.SupervisorLoop.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where decisions are recorded: in the journal, as remarks between the lines of the app, and to whoever listens. A run
 * directory is let go only when the end of its incarnation stands in the journal, so that an end can be told late, but
 * never twice or not at all.
 */
final class Annals implements Chronicle, Happenings {
    private final MemoryJournal<InstanceMemory> journal;
    private final LogStore logs;
    private final ShimLauncher launcher;
    private final List<Listening> listening = new ArrayList<>();

    private record Listening(EventQuery query, Consumer<List<Event>> heard) {}

    Annals(MemoryJournal<InstanceMemory> journal, LogStore logs, ShimLauncher launcher) {
        this.journal = journal;
        this.logs = logs;
        this.launcher = launcher;
    }

    @Override
    public void append(Entry entry) {
        synchronized (this) {
            entry.memory()
                    .map(InstanceMemory::id)
                    .or(entry::forgotten)
                    .ifPresentOrElse(
                            id -> journal.append(
                                    entry.events(),
                                    id,
                                    entry.memory(),
                                    entry.forgotten().isPresent()),
                            () -> journal.append(entry.events()));
            tell(entry.events());
        }
        for (var event : entry.events()) {
            note(entry, event);
        }
        entry.memory()
                .flatMap(InstanceMemory::lastExit)
                .ifPresent(exit -> launcher.release(exit.incarnation(), journal::onceWritten));
    }

    @Override
    public synchronized List<Event> find(EventQuery query) {
        return journal.events(query);
    }

    @Override
    public synchronized Subscription follow(EventQuery query, Consumer<List<Event>> heard) {
        var past = journal.events(query);
        if (!past.isEmpty()) {
            heard.accept(past);
        }
        var one = new Listening(query, heard);
        listening.add(one);
        return () -> {
            synchronized (this) {
                listening.remove(one);
            }
        };
    }

    private void tell(List<Event> events) {
        for (var one : List.copyOf(listening)) {
            var wanted = events.stream().filter(one.query()::wants).toList();
            if (!wanted.isEmpty()) {
                one.heard().accept(wanted);
            }
        }
    }

    private void note(Entry entry, Event event) {
        if (event.incarnation() > 0 && entry.memory().isPresent()) {
            var instance = entry.memory().get().id();
            logs.note(new Incarnation(instance, event.incarnation()), event.reason() + ": " + event.message());
        }
    }
}
