package daruma.system;

import daruma.control.json.Fields;
import daruma.control.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What {@code ls -o json} tells of an app. */
record Seen(long id, String name, String status, int desired, int ready, List<Instance> instances) {

    record Instance(
            int slot,
            long incarnation,
            OptionalLong pid,
            String status,
            boolean ready,
            int restarts,
            Optional<Exit> lastExit,
            Optional<String> nextTryAt,
            String reason,
            String notice,
            String says) {
        long alivePid() {
            return pid.orElseThrow(() -> new AssertionError("instance " + slot + " does not run: " + this));
        }
    }

    record Exit(OptionalLong code, String signal, boolean asked, boolean forced, String reason) {
        /** {@code 42}, {@code SIGKILL}, or {@code ?}. */
        String word() {
            return code.isPresent() ? Long.toString(code.getAsLong()) : signal.isEmpty() ? "?" : signal;
        }
    }

    Instance only() {
        if (instances.size() != 1) {
            throw new AssertionError("expected one instance: " + this);
        }
        return instances.getFirst();
    }

    static List<Seen> parse(Json listing) {
        return ((Json.Arr) listing)
                .items().stream()
                        .map(app -> Fields.read(app, "", Fields.Rule.LENIENT, Seen::read))
                        .toList();
    }

    private static Seen read(Fields in) {
        return new Seen(
                in.integer("id"),
                in.string("name"),
                in.string("status"),
                in.int32("desired"),
                in.int32("ready"),
                in.objects("instances", Seen::instance));
    }

    private static Instance instance(Fields in) {
        return new Instance(
                in.int32("slot"),
                in.integer("incarnation"),
                in.optionalInteger("pid"),
                in.string("status"),
                in.flag("ready"),
                in.int32("restarts"),
                in.optionalObject("lastExit", Seen::exit),
                in.optionalString("nextTryAt"),
                in.string("reason", ""),
                in.string("notice", ""),
                in.string("says", ""));
    }

    private static Exit exit(Fields in) {
        return new Exit(
                in.optionalInteger("code"),
                in.string("signal", ""),
                in.flag("asked"),
                in.flag("forced"),
                in.string("reason", ""));
    }
}
