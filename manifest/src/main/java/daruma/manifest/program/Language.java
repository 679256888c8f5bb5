package daruma.manifest.program;

import daruma.model.ProgramKind;
import java.util.List;
import java.util.Optional;

/** The languages whose files are run by an interpreter, with what to install where there is none. */
@SuppressWarnings("ImmutableEnumChecker") // the lists come from List.of
enum Language {
    JAVASCRIPT(
            ProgramKind.NODE, List.of("js", "mjs", "cjs"), List.of("node"), "Node.js (package nodejs, or nodejs.org)"),
    TYPESCRIPT(
            ProgramKind.NODE,
            List.of("ts", "mts", "cts"),
            List.of("bun", "tsx", "node"),
            "tsx in the project (npm install --save-dev tsx), bun, or Node.js 22.18 or newer"),
    PYTHON(ProgramKind.PYTHON, List.of("py"), List.of("python3", "python"), "Python (package python3)"),
    RUBY(ProgramKind.RUBY, List.of("rb"), List.of("ruby"), "Ruby (package ruby)"),
    PERL(ProgramKind.BINARY, List.of("pl"), List.of("perl"), "Perl (package perl)"),
    PHP(ProgramKind.BINARY, List.of("php"), List.of("php"), "PHP (package php-cli)"),
    SHELL(ProgramKind.SHELL, List.of("sh", "bash"), List.of("bash", "sh"), "a shell (package bash)"),
    JAR(ProgramKind.JAVA, List.of("jar"), List.of("java"), "Java (package default-jre-headless, or adoptium.net)"),
    JAVA(ProgramKind.JAVA, List.of("java"), List.of("java"), "a JDK (package default-jdk-headless, or adoptium.net)");

    final ProgramKind kind;
    final List<String> extensions;
    final List<String> interpreters;
    final String install;

    Language(ProgramKind kind, List<String> extensions, List<String> interpreters, String install) {
        this.kind = kind;
        this.extensions = extensions;
        this.interpreters = interpreters;
        this.install = install;
    }

    static Optional<Language> ofFile(String fileName) {
        var dot = fileName.lastIndexOf('.');
        var extension = dot < 1 ? "" : fileName.substring(dot + 1);
        for (var language : values()) {
            if (language.extensions.contains(extension)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    /** What a program does with its arguments, judged by its own name: {@code npm}, {@code /usr/bin/python3.12}. */
    static ProgramKind kindOfProgram(String program) {
        var name = program.substring(program.lastIndexOf('/') + 1);
        return switch (name) {
            case "node", "npm", "npx", "yarn", "pnpm", "bun", "tsx", "ts-node", "nodejs" -> ProgramKind.NODE;
            case "java", "mvn", "gradle" -> ProgramKind.JAVA;
            case "ruby", "bundle", "rails", "puma" -> ProgramKind.RUBY;
            case "sh", "bash", "dash", "zsh" -> ProgramKind.SHELL;
            case "uvicorn", "gunicorn", "flask", "uv", "poetry" -> ProgramKind.PYTHON;
            default -> name.startsWith("python") ? ProgramKind.PYTHON : ProgramKind.BINARY;
        };
    }
}
