package daruma.state;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.DesiredApp;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What should be true of a home, as of one revision.
 *
 * @param apps by name
 * @param nextId the id of the next app; ids are never used again
 * @param revision grows by one with each change
 */
public record DesiredState(SortedMap<AppName, DesiredApp> apps, int nextId, long revision) {
    public static final DesiredState EMPTY = new DesiredState(new TreeMap<>(), 0, 0);

    public DesiredState {
        apps = Collections.unmodifiableSortedMap(new TreeMap<>(apps));
    }

    public Optional<DesiredApp> find(AppName name) {
        return Optional.ofNullable(apps.get(name));
    }

    public Optional<DesiredApp> find(int id) {
        return apps.values().stream().filter(app -> app.id() == id).findFirst();
    }

    /** With a new app, which gets the next id; an app of that name is replaced, so ask {@link #find} first. */
    public DesiredState add(AppSpec spec) {
        return put(DesiredApp.first(nextId, spec));
    }

    /** With this app, new or in place of the one of its name. */
    public DesiredState put(DesiredApp app) {
        var changed = new TreeMap<>(apps);
        changed.put(app.spec().name(), app);
        return new DesiredState(changed, Math.max(nextId, app.id() + 1), revision);
    }

    public DesiredState remove(AppName name) {
        var changed = new TreeMap<>(apps);
        changed.remove(name);
        return new DesiredState(changed, nextId, revision);
    }

    DesiredState withRevision(long newRevision) {
        return new DesiredState(apps, nextId, newRevision);
    }

    DesiredState withNextId(int newNextId) {
        return new DesiredState(apps, newNextId, revision);
    }
}
