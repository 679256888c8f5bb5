package daruma.state;

import daruma.control.codec.SpecCodec;
import daruma.control.json.Fields;
import daruma.control.json.Json;
import daruma.model.AppName;
import daruma.model.DesiredApp;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** One line of a generation of the desired state. A generation begins with a snapshot; changes follow. */
sealed interface DesiredRecord {
    /** Grows when an older version would misunderstand what we write; merely new properties do not count. */
    int FORMAT = 1;

    long revision();

    Json write();

    /** Everything, as of its revision. */
    record Snapshot(DesiredState state) implements DesiredRecord {
        @Override
        public long revision() {
            return state.revision();
        }

        @Override
        public Json write() {
            return Json.object()
                    .put("format", FORMAT)
                    .put("kind", "snapshot")
                    .put("revision", state.revision())
                    .put("nextId", state.nextId())
                    .put("apps", List.copyOf(state.apps().values()), SpecCodec::write)
                    .build();
        }
    }

    /** What one revision changed: apps as they are from then on, so that a missing line spoils no later one. */
    record Change(long revision, int nextId, List<DesiredApp> put, List<AppName> removed) implements DesiredRecord {
        static Change between(DesiredState before, DesiredState after) {
            var put = new ArrayList<DesiredApp>();
            after.apps().forEach((name, app) -> {
                if (!app.equals(before.apps().get(name))) {
                    put.add(app);
                }
            });
            var removed = before.apps().keySet().stream()
                    .filter(name -> !after.apps().containsKey(name))
                    .toList();
            return new Change(after.revision(), after.nextId(), List.copyOf(put), removed);
        }

        DesiredState apply(DesiredState state) {
            var apps = new TreeMap<>(state.apps());
            removed.forEach(apps::remove);
            put.forEach(app -> apps.put(app.spec().name(), app));
            return new DesiredState(apps, Math.max(nextId, state.nextId()), revision);
        }

        @Override
        public Json write() {
            return Json.object()
                    .put("format", FORMAT)
                    .put("kind", "change")
                    .put("revision", revision)
                    .put("nextId", nextId)
                    .put("put", put, SpecCodec::write)
                    .put("remove", removed, name -> Json.of(name.value()))
                    .build();
        }
    }

    /** Written by a newer version; only its format is understood. */
    record Future(int format) implements DesiredRecord {
        @Override
        public long revision() {
            throw new IllegalStateException("the revision of a record of format " + format + " is not known");
        }

        @Override
        public Json write() {
            throw new IllegalStateException("a record of format " + format + " is not ours to write");
        }
    }

    /**
     * Reads a line back.
     *
     * @throws daruma.control.json.BadJson if it is none
     */
    static DesiredRecord parse(Json line) {
        return Fields.read(line, "", Fields.Rule.LENIENT, DesiredRecord::read);
    }

    private static DesiredRecord read(Fields in) {
        int format = in.int32("format");
        if (format > FORMAT) {
            return new Future(format);
        }
        return switch (in.string("kind")) {
            case "snapshot" -> {
                var apps = new TreeMap<AppName, DesiredApp>();
                in.objects("apps", SpecCodec::desired)
                        .forEach(app -> apps.put(app.spec().name(), app));
                yield new Snapshot(new DesiredState(apps, in.int32("nextId"), in.integer("revision")));
            }
            case "change" ->
                new Change(
                        in.integer("revision"),
                        in.int32("nextId"),
                        in.objects("put", SpecCodec::desired),
                        in.strings("remove").stream().map(AppName::new).toList());
            default -> throw in.refuse("kind", "neither snapshot nor change");
        };
    }
}
