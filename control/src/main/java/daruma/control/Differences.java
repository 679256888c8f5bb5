package daruma.control;

import daruma.control.codec.SpecCodec;
import daruma.control.json.Json;
import daruma.control.json.JsonText;
import daruma.model.AppSpec;
import daruma.model.SecretNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What differs between two declarations of an app, key by key as on the wire: {@code env.LEVEL}, {@code stop.grace}. */
public final class Differences {
    /**
     * What is looked at when it is needed, and not when a program is started. Health is not among it: its checks are set up
     * with the launch.
     */
    private static final Set<String> OF_NO_PROCESS =
            Set.of("replicas", "namespace", "restart", "stop", "logs", "dependencies", "update", "traffic.spare");

    private static final Set<String> ENVIRONMENTS = Set.of("env", "inheritedEnv");

    private Differences() {}

    /** By key. What was left out because it has its default is empty. */
    public static List<Answer.History.Change> between(AppSpec before, AppSpec after) {
        var old = flat(before);
        var now = flat(after);
        var keys = new TreeSet<>(old.keySet());
        keys.addAll(now.keySet());
        var changes = new ArrayList<Answer.History.Change>();
        for (var key : keys) {
            var was = Optional.ofNullable(old.get(key));
            var is = Optional.ofNullable(now.get(key));
            if (!was.equals(is)) {
                changes.add(new Answer.History.Change(
                        key, was.map(value -> shown(key, value)), is.map(value -> shown(key, value))));
            }
        }
        return List.copyOf(changes);
    }

    /** Whether processes that run by the one run by the other just as well, so that none has to be replaced. */
    public static boolean concernNoProcess(AppSpec before, AppSpec after) {
        return between(before, after).stream()
                .allMatch(change -> OF_NO_PROCESS.stream()
                        .anyMatch(
                                key -> change.key().equals(key) || change.key().startsWith(key + ".")));
    }

    private static String shown(String key, String value) {
        var dot = key.indexOf('.');
        return dot > 0 && ENVIRONMENTS.contains(key.substring(0, dot)) && SecretNames.isSecret(key.substring(dot + 1))
                ? SecretNames.MASK
                : SecretNames.withoutPasswords(value);
    }

    private static Map<String, String> flat(AppSpec spec) {
        var values = new TreeMap<String, String>();
        flatten("", SpecCodec.write(spec), values);
        return values;
    }

    private static void flatten(String path, Json value, Map<String, String> values) {
        switch (value) {
            case Json.Obj(var members) ->
                members.forEach((name, member) -> flatten(path.isEmpty() ? name : path + "." + name, member, values));
            case Json.Str(var text) -> values.put(path, text);
            case Json.Null _ -> {}
            case Json.Arr _, Json.Int _, Json.Real _, Json.Bool _ -> values.put(path, JsonText.print(value));
        }
    }
}
