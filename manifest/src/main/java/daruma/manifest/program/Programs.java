package daruma.manifest.program;

import daruma.manifest.text.CommandLineWords;
import daruma.model.Command;
import daruma.model.ProgramKind;
import daruma.model.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds out what somebody means with a file, a folder or a command. */
public final class Programs {
    private final Path directory;
    private final Map<String, String> env;
    private final SearchPath path;

    /**
     * @param directory where the asker is, absolute; relative paths start there
     * @param env the environment of the program; its {@code PATH} is searched
     */
    public Programs(Path directory, Map<String, String> env) {
        this.directory = directory;
        this.env = Map.copyOf(env);
        this.path = new SearchPath(env);
    }

    /** A command that was given whole: the program and its arguments. */
    public Guess command(List<String> argv, Optional<Path> cwd) {
        var folder = folder(cwd);
        if (folder.isEmpty()) {
            return noFolder(cwd.orElse(directory));
        }
        var program = argv.getFirst();
        var name = AppNames.from(program.substring(program.lastIndexOf('/') + 1));
        var resolved = program;
        if (program.indexOf('/') >= 0) {
            var file = folder.get().resolve(program).normalize();
            if (!Files.exists(file)) {
                return new Guess.Nothing(Guess.Kind.ABSENT, "there is no file " + file, "Check the path after \"--\".");
            }
            if (!Files.isExecutable(file) || Files.isDirectory(file)) {
                return notExecutable(file);
            }
            resolved = file.toString();
        } else if (path.find(program).isEmpty()) {
            return new Guess.Nothing(
                    Guess.Kind.NO_INTERPRETER,
                    "there is no program \"" + program + "\" in PATH",
                    "Install it, or give its whole path.");
        }
        var whole = new ArrayList<>(argv);
        whole.set(0, resolved);
        return new Guess.Program(
                new Command(whole, folder.get(), Language.kindOfProgram(program), Optional.empty()),
                name,
                String.join(" ", argv));
    }

    /** What the asker means. */
    public Guess guess(Wanted wanted) {
        var folder = folder(wanted.cwd());
        if (folder.isEmpty()) {
            return noFolder(wanted.cwd().orElse(directory));
        }
        var file = existing(wanted.target(), folder.get());
        if (file.isPresent()) {
            return Files.isDirectory(file.get()) ? folder(file.get(), wanted) : file(file.get(), folder.get(), wanted);
        }
        return noFile(wanted, folder.get());
    }

    /** A file by its relative name, looked for in the working directory first and then where the asker is. */
    private Optional<Path> existing(String target, Path cwd) {
        if (target.isEmpty() || target.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        var home = env.get("HOME");
        var expanded = target.startsWith("~/") && home != null ? home + target.substring(1) : target;
        for (var base : List.of(cwd, directory)) {
            var candidate = base.resolve(expanded).normalize();
            if (Files.exists(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private Guess file(Path file, Path cwd, Wanted wanted) {
        var fileName = String.valueOf(file.getFileName());
        if (fileName.endsWith(".yaml") || fileName.endsWith(".yml")) {
            return new Guess.Manifest(file);
        }
        if (fileName.startsWith("ecosystem.") || fileName.endsWith(".config.js") || fileName.endsWith(".json")) {
            return new Guess.Nothing(
                    Guess.Kind.NOT_YET,
                    "pm2's ecosystem files are not supported yet",
                    "Write a daruma.yaml, or start the script itself: daruma start SCRIPT.");
        }
        if (fileName.equals("Procfile")) {
            return new Guess.Nothing(
                    Guess.Kind.NOT_YET,
                    "a Procfile is not supported yet",
                    "Give the command itself: daruma start --name web -- COMMAND.");
        }
        if (!Files.isReadable(file)) {
            return new Guess.Nothing(
                    Guess.Kind.UNUSABLE,
                    "permission denied to read " + file,
                    "Check its owner and mode: ls -l " + file);
        }
        var name = AppNames.fromFile(file);
        var interpreter = wanted.interpreter();
        if (interpreter.isPresent() && !interpreter.get().equals("none")) {
            return interpreted(file, cwd, wanted, interpreter.get(), name);
        }
        var language = interpreter.isPresent() ? Optional.<Language>empty() : Language.ofFile(fileName);
        if (language.isEmpty() || (language.get() == Language.SHELL && runsItself(file))) {
            var kind = language.map(l -> l.kind).orElse(ProgramKind.BINARY);
            return Files.isExecutable(file)
                    ? program(
                            List.of(file.toString()), wanted.args(), cwd, kind, Optional.empty(), name, file.toString())
                    : notExecutable(file);
        }
        return byLanguage(file, cwd, wanted, language.get(), name);
    }

    private Guess byLanguage(Path file, Path cwd, Wanted wanted, Language language, String name) {
        var runner = language == Language.TYPESCRIPT
                ? new TypeScript(path).runner(file)
                : language.interpreters.stream()
                        .flatMap(i -> path.callable(i).stream())
                        .findFirst()
                        .map(List::of);
        if (runner.isEmpty()) {
            return new Guess.Nothing(
                    Guess.Kind.NO_INTERPRETER,
                    "nothing that runs ." + extension(file) + " files was found in PATH",
                    "Install " + language.install + ", or name one: --interpreter PROGRAM.");
        }
        var argv = new ArrayList<>(runner.get());
        argv.addAll(wanted.interpreterArgs());
        if (language == Language.JAR) {
            argv.add("-jar");
        }
        argv.add(file.toString());
        var says = String.join(" ", argv.subList(0, argv.size() - 1)) + " " + file.getFileName();
        return program(argv, wanted.args(), cwd, language.kind, Optional.of(file), name, says);
    }

    private Guess interpreted(Path file, Path cwd, Wanted wanted, String interpreter, String name) {
        var slash = interpreter.indexOf('/') >= 0;
        var program = slash ? cwd.resolve(interpreter).normalize().toString() : interpreter;
        if (slash
                ? !Files.isExecutable(Path.of(program))
                : path.find(interpreter).isEmpty()) {
            return new Guess.Nothing(
                    Guess.Kind.NO_INTERPRETER,
                    "the interpreter \"" + interpreter + "\" was not found" + (slash ? "" : " in PATH"),
                    "Install it, or give its whole path.");
        }
        var argv = new ArrayList<String>();
        argv.add(program);
        argv.addAll(wanted.interpreterArgs());
        if (program.endsWith("java") && file.toString().endsWith(".jar")) {
            argv.add("-jar");
        }
        argv.add(file.toString());
        return program(
                argv,
                wanted.args(),
                cwd,
                Language.kindOfProgram(interpreter),
                Optional.of(file),
                name,
                interpreter + " " + file.getFileName());
    }

    private Guess folder(Path folder, Wanted wanted) {
        var cwd = wanted.cwd().isPresent() ? folder(wanted.cwd()).orElse(folder) : folder;
        return switch (new Folder(folder).look()) {
            case Folder.Manifest(var file) -> new Guess.Manifest(file);
            case Folder.Script(var file, var args, var name, var because) -> {
                var all = new ArrayList<>(args);
                all.addAll(wanted.args());
                var with = new Wanted(
                        file.toString(), all, wanted.interpreter(), wanted.interpreterArgs(), Optional.of(cwd));
                yield file(file, cwd, with) instanceof Guess.Program program
                        ? new Guess.Program(program.command(), name, program.says() + " (" + because + ")")
                        : file(file, cwd, with);
            }
            case Folder.Whole(var argv, var name, var because) -> {
                var all = new ArrayList<>(argv);
                all.addAll(wanted.args());
                yield command(all, Optional.of(cwd)) instanceof Guess.Program program
                        ? new Guess.Program(program.command(), name, String.join(" ", argv) + " (" + because + ")")
                        : command(all, Optional.of(cwd));
            }
            case Folder.Unclear(var why, var next) -> new Guess.Nothing(Guess.Kind.UNUSABLE, why, next);
        };
    }

    private Guess noFile(Wanted wanted, Path cwd) {
        var target = wanted.target();
        if (target.chars().anyMatch(Character::isWhitespace)) {
            return commandLine(wanted, cwd);
        }
        if (target.indexOf('/') < 0
                && wanted.interpreter().isEmpty()
                && path.find(target).isPresent()) {
            var argv = new ArrayList<String>();
            argv.add(target);
            argv.addAll(wanted.args());
            return command(argv, Optional.of(cwd));
        }
        return new Guess.Nothing(
                Guess.Kind.ABSENT,
                "there is no such file or folder: " + cwd.resolve(target).normalize(),
                similar(cwd.resolve(target).normalize())
                        .map(file -> "Did you mean " + file + "?")
                        .orElse("Check the path; it is relative to " + cwd + "."));
    }

    private Guess commandLine(Wanted wanted, Path cwd) {
        List<String> words;
        try {
            words = CommandLineWords.split(wanted.target());
        } catch (Refused e) {
            return new Guess.Nothing(Guess.Kind.UNUSABLE, String.valueOf(e.getMessage()), "Close the quote.");
        }
        var needsShell = wanted.target().chars().anyMatch(c -> "|&;<>()$`*?".indexOf(c) >= 0);
        if (needsShell) {
            var name = AppNames.from(words.isEmpty() ? "sh" : words.getFirst());
            return program(
                    List.of("sh", "-c", wanted.target()),
                    List.of(),
                    cwd,
                    ProgramKind.SHELL,
                    Optional.empty(),
                    name,
                    "sh -c \"" + wanted.target() + "\"");
        }
        var argv = new ArrayList<>(words);
        argv.addAll(wanted.args());
        return argv.isEmpty()
                ? new Guess.Nothing(Guess.Kind.ABSENT, "it is empty", "Give a file, a folder or a command.")
                : command(argv, Optional.of(cwd));
    }

    private static Guess program(
            List<String> argv,
            List<String> args,
            Path cwd,
            ProgramKind kind,
            Optional<Path> script,
            String name,
            String says) {
        var whole = new ArrayList<>(argv);
        whole.addAll(args);
        return new Guess.Program(new Command(whole, cwd, kind, script), name, says);
    }

    private static Guess notExecutable(Path file) {
        if (Files.isDirectory(file)) {
            return new Guess.Nothing(Guess.Kind.UNUSABLE, file + " is a folder", "Name a file in it.");
        }
        return new Guess.Nothing(
                Guess.Kind.UNUSABLE,
                file + " is not executable",
                "Run chmod +x " + file + ", or name what runs it: --interpreter PROGRAM.");
    }

    private Optional<Path> folder(Optional<Path> cwd) {
        return Optional.of(directory.resolve(cwd.orElse(directory)).normalize()).filter(Files::isDirectory);
    }

    private Guess noFolder(Path cwd) {
        return new Guess.Nothing(
                Guess.Kind.ABSENT,
                "the working directory " + directory.resolve(cwd).normalize() + " does not exist",
                "Create it, or give another with --cwd.");
    }

    private static Optional<String> similar(Path absent) {
        var folder = absent.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (var files = Files.list(folder)) {
            var names =
                    files.limit(1_000).map(f -> String.valueOf(f.getFileName())).toList();
            return daruma.manifest.text.DidYouMean.of(String.valueOf(absent.getFileName()), names);
        } catch (IOException _) {
            return Optional.empty(); // a hint is all that is lost
        }
    }

    private static boolean runsItself(Path file) {
        try (var in = Files.newInputStream(file)) {
            return Files.isExecutable(file) && in.read() == '#' && in.read() == '!';
        } catch (IOException _) {
            return false; // then the shell will say why it cannot be read
        }
    }

    private static String extension(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
