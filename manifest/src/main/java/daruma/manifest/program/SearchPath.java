package daruma.manifest.program;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The directories of {@code PATH}, as execvp(3) walks them. */
public final class SearchPath {
    private final String path;
    private final Optional<String> javaHome;

    public SearchPath(Map<String, String> env) {
        this.path = env.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        this.javaHome = Optional.ofNullable(env.get("JAVA_HOME")).filter(home -> !home.isBlank());
    }

    /** Where a program lies; empty if no directory of the path has it as an executable file. */
    public Optional<Path> find(String program) {
        for (var directory : path.split(File.pathSeparator, -1)) {
            if (!directory.isEmpty()) {
                var candidate = Path.of(directory, program);
                if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    /** What to write as {@code argv[0]}: the bare name if the path has it, else java's own home, else empty. */
    Optional<String> callable(String program) {
        if (find(program).isPresent()) {
            return Optional.of(program);
        }
        return javaHome.filter(_ -> program.equals("java"))
                .map(home -> Path.of(home, "bin", "java"))
                .filter(Files::isExecutable)
                .map(Path::toString);
    }
}
