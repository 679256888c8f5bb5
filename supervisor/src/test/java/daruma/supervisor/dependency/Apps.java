package daruma.supervisor.dependency;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.Command;
import daruma.model.Dependencies;
import daruma.model.DesiredApp;
import daruma.model.ProgramKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Apps that need others, or belong to a group. */
final class Apps {
    private Apps() {}

    static AppName name(String name) {
        return new AppName(name);
    }

    /** @param needs names with blanks between, each needed to be ready */
    static DesiredApp needing(String name, String needs) {
        var on = new TreeMap<AppName, Dependencies.Condition>();
        for (var need : needs.split(" ")) {
            if (!need.isEmpty()) {
                on.put(name(need), Dependencies.Condition.READY);
            }
        }
        return app(name, new Dependencies(on, Optional.empty()));
    }

    static DesiredApp member(String name, Dependencies.Group group) {
        return app(name, new Dependencies(Map.of(), Optional.of(group)));
    }

    private static DesiredApp app(String name, Dependencies dependencies) {
        var command = new Command(List.of("/bin/" + name), Path.of("/"), ProgramKind.BINARY, Optional.empty());
        return DesiredApp.first(0, AppSpec.of(name(name), command).withDependencies(dependencies));
    }
}
