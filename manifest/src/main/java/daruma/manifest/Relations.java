package daruma.manifest;

import daruma.manifest.text.DidYouMean;
import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Dependencies;
import daruma.model.DependencyCycle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the apps of one file stand to each other: who needs whom, and who falls and gets up with whom. */
final class Relations {
    private final SectionMistakes mistakes;
    private final List<String> notices;
    /** Every app of the file with its section, also if something else in it is wrong. */
    private final Map<AppName, Section> sections;

    Relations(Map<AppName, Section> sections, SectionMistakes mistakes, List<String> notices) {
        this.sections = sections;
        this.mistakes = mistakes;
        this.notices = notices;
    }

    /** The apps with their relations, in the same order. */
    List<AppSpec> among(List<AppSpec> apps, List<Section> groups) {
        var needs = new LinkedHashMap<AppName, Map<AppName, Dependencies.Condition>>();
        sections.forEach((name, section) -> needs.put(name, needsOf(name, section)));
        var on = new HashMap<AppName, List<AppName>>();
        needs.forEach((name, conditions) -> on.put(name, List.copyOf(conditions.keySet())));
        DependencyCycle.in(on)
                .ifPresent(cycle -> mistakes.add(
                        sectionOf(cycle.apps().getFirst()),
                        "dependsOn",
                        "the apps wait for each other for ever: " + cycle + "; take one of them out"));
        var member = groups(groups);
        return apps.stream()
                .map(app -> app.withDependencies(new Dependencies(
                        needs.getOrDefault(app.name(), Map.of()), Optional.ofNullable(member.get(app.name())))))
                .toList();
    }

    private Section sectionOf(AppName name) {
        return sections.getOrDefault(name, new Section(0, ""));
    }

    private Map<AppName, Dependencies.Condition> needsOf(AppName name, Section app) {
        var needs = new LinkedHashMap<AppName, Dependencies.Condition>();
        for (var need : app.<Section>list("dependsOn")) {
            var needed = need.text("app");
            if (needed.isEmpty()) {
                if (!need.has("app")) {
                    mistakes.add(need, "", "does not say which app; write app: NAME");
                }
                continue;
            }
            mistakes.at(need, "app", () -> new AppName(needed.get())).ifPresent(other -> {
                if (needs.put(other, condition(need)) != null) {
                    mistakes.add(need, "app", "\"" + other + "\" stands here twice; keep one");
                }
                if (!sections.containsKey(other)) {
                    notices.add(name + ": needs \"" + other + "\", which is not in this file"
                            + DidYouMean.hint(other.value(), names()));
                }
            });
        }
        return needs;
    }

    private static Dependencies.Condition condition(Section need) {
        return need.text("condition")
                .map(word -> Dependencies.Condition.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(Dependencies.Condition.READY);
    }

    private Map<AppName, Dependencies.Group> groups(List<Section> groups) {
        var member = new HashMap<AppName, Dependencies.Group>();
        var seen = new HashMap<String, Integer>();
        for (var group : groups) {
            var name = group.text("name").orElse("");
            if (name.isEmpty()) {
                mistakes.add(group, "", "has no name; write name: …");
                continue;
            }
            var first = seen.putIfAbsent(name, group.line());
            if (first != null) {
                mistakes.add(group, "name", "the group \"" + name + "\" is there already, in line " + first);
                continue;
            }
            members(group, name, member);
        }
        return member;
    }

    private void members(Section group, String name, Map<AppName, Dependencies.Group> member) {
        var apps = new ArrayList<String>(group.<String>list("apps"));
        if (apps.isEmpty()) {
            mistakes.add(group, "apps", "a group needs apps; write apps: [first, second]");
        }
        for (var position = 0; position < apps.size(); position++) {
            var text = apps.get(position);
            var at = position;
            var app = sections.keySet().stream()
                    .filter(known -> known.value().equals(text))
                    .findFirst();
            if (app.isEmpty()) {
                mistakes.add(
                        group,
                        "apps",
                        "there is no app \"" + text + "\" in this file" + DidYouMean.hint(text, names()));
                continue;
            }
            mistakes.at(
                            group,
                            "",
                            () -> new Dependencies.Group(
                                    name,
                                    at,
                                    group.text("strategy")
                                            .map(word -> Dependencies.Strategy.valueOf(word.toUpperCase(Locale.ROOT)))
                                            .orElse(Dependencies.Strategy.ONE_FOR_ONE),
                                    group.whole("intensity")
                                            .map(Long::intValue)
                                            .orElse(Dependencies.Group.DEFAULT_INTENSITY),
                                    group.time("period").orElse(Dependencies.Group.DEFAULT_PERIOD)))
                    .ifPresent(it -> {
                        var other = member.putIfAbsent(app.get(), it);
                        if (other != null) {
                            mistakes.add(
                                    group,
                                    "apps",
                                    "\"" + text + "\" is in the group \"" + other.name()
                                            + "\" already; an app has one place");
                        }
                    });
        }
    }

    private List<String> names() {
        return sections.keySet().stream().map(AppName::value).toList();
    }
}
