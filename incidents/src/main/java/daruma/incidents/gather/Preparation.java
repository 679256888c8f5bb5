package daruma.incidents.gather;

import daruma.model.AppSpec;
import daruma.model.ProgramKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a program is started with so that it can tell more when it fails. What costs nothing and changes nothing is always
 * there; the rest only if the app's {@link daruma.model.Evidence} asks for it, and only what its runtime understands: a
 * runtime that meets an option it does not know does not start.
 */
public final class Preparation {
    private Preparation() {}

    /**
     * Adds to the variables of a launch. What the user set himself stays, before ours.
     *
     * @param environment of the launch; changed
     * @param crashDirectory where the program may leave reports; empty if there is none that it may write to
     */
    public static void add(Map<String, String> environment, AppSpec spec, Optional<Path> crashDirectory) {
        crashDirectory.ifPresent(directory -> environment.put(CrashDirectories.VARIABLE, directory.toString()));
        if (kind(spec) == ProgramKind.PYTHON) {
            environment.putIfAbsent("PYTHONFAULTHANDLER", "1");
        }
        var evidence = spec.health().evidence();
        if (!evidence.core() && !evidence.heapDumpOnOom()) {
            return;
        }
        switch (kind(spec)) {
            case NODE ->
                add(environment, "NODE_OPTIONS", node(evidence.core(), evidence.heapDumpOnOom(), crashDirectory));
            case JAVA -> add(environment, "JAVA_TOOL_OPTIONS", java(evidence.heapDumpOnOom(), crashDirectory));
            case BINARY -> {
                if (evidence.core()) {
                    // Go programs dump no core of a panic unless told to; others do not look at it.
                    environment.putIfAbsent("GOTRACEBACK", "crash");
                }
            }
            case PYTHON, RUBY, SHELL -> {}
        }
    }

    /** The limits of a launch on top of those of its spec, in the words of the shim. */
    public static List<String> limits(AppSpec spec) {
        boolean own =
                spec.process().limits().stream().anyMatch(limit -> limit.name().equals("core"));
        return spec.health().evidence().core() && !own ? List.of("core=unlimited") : List.of();
    }

    private static List<String> node(boolean core, boolean heap, Optional<Path> directory) {
        var options =
                new ArrayList<>(List.of("--report-on-signal", "--report-on-fatalerror", "--report-uncaught-exception"));
        directory.ifPresent(it -> options.add("--report-directory=" + quotedForNode(it)));
        if (heap) {
            options.add("--heapsnapshot-near-heap-limit=1");
            directory.ifPresent(it -> options.add("--diagnostic-dir=" + quotedForNode(it)));
        }
        if (core) {
            options.add("--abort-on-uncaught-exception");
        }
        return options;
    }

    private static List<String> java(boolean heap, Optional<Path> directory) {
        var options = new ArrayList<String>();
        if (heap) {
            options.add("-XX:+HeapDumpOnOutOfMemoryError");
            directory.ifPresent(it -> options.add(quotedForJava("-XX:HeapDumpPath=" + it)));
        }
        directory.ifPresent(it -> options.add(quotedForJava("-XX:ErrorFile=" + it + "/hs_err_pid%p.log")));
        return options;
    }

    /** Each option but those that the user has set to something himself. */
    private static void add(Map<String, String> environment, String variable, List<String> options) {
        var theirs = environment.getOrDefault(variable, "");
        var ours = options.stream()
                .filter(option -> !theirs.contains(name(option)))
                .toList();
        if (!ours.isEmpty()) {
            environment.put(variable, (theirs + " " + String.join(" ", ours)).strip());
        }
    }

    private static String name(String option) {
        var plain = option.replace("\"", "");
        int value = plain.indexOf('=');
        return (value < 0 ? plain : plain.substring(0, value)).replaceFirst("^-XX:\\+?", "");
    }

    private static String quotedForNode(Path path) {
        return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String quotedForJava(String option) {
        return option.indexOf(' ') >= 0 ? "\"" + option + "\"" : option;
    }

    /** A command that was given whole can be of a runtime all the same. */
    private static ProgramKind kind(AppSpec spec) {
        if (spec.command().kind() != ProgramKind.BINARY) {
            return spec.command().kind();
        }
        var program = Path.of(spec.command().argv().getFirst()).getFileName();
        var name = program == null ? "" : program.toString();
        return switch (name) {
            case "node" -> ProgramKind.NODE;
            case "java" -> ProgramKind.JAVA;
            default -> name.matches("python[\\d.]*") ? ProgramKind.PYTHON : ProgramKind.BINARY;
        };
    }
}
