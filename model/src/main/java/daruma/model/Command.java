package daruma.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is executed, and where.
 *
 * @param argv the program and its arguments, the program first; a name without a slash is looked up in the app's PATH
 * @param cwd the working directory, absolute
 * @param script the file the user named, absolute, when {@code argv[0]} is only its interpreter
 */
public record Command(List<String> argv, Path cwd, ProgramKind kind, Optional<Path> script) {
    public Command {
        argv = List.copyOf(argv);
        if (argv.isEmpty() || argv.getFirst().isEmpty()) {
            throw new Refused("there is no program to run: the command is empty");
        }
        if (argv.stream().anyMatch(arg -> arg.indexOf('\0') >= 0)) {
            throw new Refused("an argument of the command contains a NUL character, which no program can be given");
        }
        if (!cwd.isAbsolute()) {
            throw new Refused("the working directory \"" + cwd + "\" is not absolute");
        }
    }
}
