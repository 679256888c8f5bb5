package daruma.testkit.simulator;

import daruma.model.AppName;
import daruma.model.DesiredApp;
import daruma.model.Event;
import daruma.model.InstanceId;
import daruma.supervisor.lifecycle.InstanceMemory;
import daruma.supervisor.loop.Chronicle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What survives a daemon: desired state, and the chronicle as far as it was written. */
final class Disk {
    private final RandomGenerator chance;
    private final Sabotage sabotage;
    private final List<Chronicle.Entry> written = new ArrayList<>();
    private final List<Chronicle.Entry> unwritten = new ArrayList<>();
    private Map<AppName, DesiredApp> desired = Map.of();

    Disk(RandomGenerator chance, Sabotage sabotage) {
        this.chance = chance;
        this.sabotage = sabotage;
    }

    Map<AppName, DesiredApp> desired() {
        return desired;
    }

    void desired(Map<AppName, DesiredApp> picture) {
        desired = Map.copyOf(picture);
    }

    void append(Chronicle.Entry entry) {
        unwritten.add(entry);
        if (sabotage == Sabotage.WRITES_TWICE && chance.nextInt(20) == 0) {
            unwritten.add(entry);
        }
        if (chance.nextInt(3) > 0) {
            flush();
        }
    }

    void flush() {
        written.addAll(unwritten);
        unwritten.clear();
    }

    /** The daemon is gone: of what was not written yet, a prefix has made it, and what was being written is torn. */
    void crash() {
        var made = unwritten.isEmpty() ? 0 : chance.nextInt(unwritten.size() + 1);
        written.addAll(unwritten.subList(0, made));
        if (sabotage == Sabotage.READS_TORN_ENTRIES && made < unwritten.size()) {
            written.add(new Chronicle.Entry(unwritten.get(made).events(), Optional.empty(), Optional.empty()));
        }
        unwritten.clear();
    }

    Collection<InstanceMemory> memories() {
        var memories = new TreeMap<InstanceId, InstanceMemory>();
        for (var entry : written) {
            entry.memory().ifPresent(memory -> memories.put(memory.id(), memory));
            entry.forgotten().ifPresent(memories::remove);
        }
        return memories.values();
    }

    List<Event> events() {
        var events = new ArrayList<Event>(written.size());
        written.forEach(entry -> events.addAll(entry.events()));
        return events;
    }

    long lastEventId() {
        return events().stream().mapToLong(Event::id).max().orElse(0);
    }
}
