package daruma.supervisor.incident;

import daruma.model.Incident;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a failure is called, and the fingerprint by which it is known again. The parts are as in {@link Incident}.
 *
 * <p>Messages count only where there is no stack: they name orders and users, and two failures of one place are one.
 */
public record Diagnosis(Incident.Kind kind, String cause, String title, List<String> frames, String fingerprint) {
    private static final int LONGEST_TITLE = 300;
    private static final int ERROR_LINES = 3;
    /** What has so many lines after it was survived; what the program died of came later. */
    private static final int LINES_AFTER = 40;
    /** What Node adds to what it says of an error. */
    private static final Pattern OF_NODE = Pattern.compile("\\(Use `node --trace-uncaught|Node\\.js v\\d");

    private static final Pattern ERROR = Pattern.compile(
            "error|exception|fatal|panic|fail(?:ed|ure)|cannot|can't|could not|couldn't|unable|refused|denied|abort"
                    + "|not found|no such|invalid|segmentation|corrupt|terminat|out of memory|undefined|unknown|usage:"
                    + "|traceback|assert|address already in use|giving up",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern OUT_OF_MEMORY = Pattern.compile(
            "java\\.lang\\.OutOfMemoryError|JavaScript heap out of memory|fatal error: runtime: out of memory"
                    + "|\\bMemoryError\\b|memory allocation of \\d+ bytes failed|std::bad_alloc|NoMemoryError"
                    + "|There is insufficient memory for the Java Runtime Environment");

    public Diagnosis {
        frames = List.copyOf(frames);
    }

    /**
     * Looks at the last words of a program.
     *
     * @param lines the last that the program itself wrote, oldest first
     * @param errors those of them that it wrote to its standard error
     */
    public static Diagnosis of(Failure failure, List<String> lines, List<String> errors) {
        if (failure instanceof Failure.Ailing) {
            // It still lives: what it wrote last is its work, not its death.
            return named(failure, failure.kind(), "", List.of(), List.of());
        }
        var plain = lines.stream().map(Wording::plain).toList();
        var found = Dialect.ALL.stream()
                .flatMap(dialect -> dialect.last(plain).stream())
                .filter(it -> it.endsAt() >= plain.size() - 1 - LINES_AFTER)
                .max(Comparator.comparingInt(Dialect.Found::endsAt));
        if (found.isPresent()) {
            var trace = found.get().trace();
            return named(failure, kind(failure, plain), trace.headline(), trace.types(), trace.frames());
        }
        var said = errorLines(plain, errors.stream().map(Wording::plain).toList());
        var same = said.stream().map(Wording::same).toList();
        return named(failure, kind(failure, plain), said.isEmpty() ? "" : said.getFirst(), List.of(), same);
    }

    /** The same failure without what the program said of it: for one that says something else each time. */
    public Diagnosis coarse(Failure failure) {
        return named(failure, kind, "many different failures, the latest: " + title, List.of(), List.of());
    }

    private static Diagnosis named(
            Failure failure, Incident.Kind kind, String headline, List<String> types, List<String> frames) {
        var title = headline.isBlank() ? failure.cause() : headline.strip();
        return new Diagnosis(
                kind,
                failure.cause(),
                title.length() > LONGEST_TITLE ? title.substring(0, LONGEST_TITLE) + "…" : title,
                frames,
                hash(failure.sameCause(), types, frames));
    }

    private static Incident.Kind kind(Failure failure, List<String> lines) {
        return failure.kind() == Incident.Kind.CRASH
                        && lines.stream()
                                .anyMatch(line -> OUT_OF_MEMORY.matcher(line).find())
                ? Incident.Kind.OUT_OF_MEMORY
                : failure.kind();
    }

    /**
     * The last that speak of an error, with those right above that do so too and what is indented below; of a program that
     * speaks of none, the last it wrote to standard error.
     */
    private static List<String> errorLines(List<String> lines, List<String> errors) {
        for (int at = lines.size() - 1; at >= 0 && at >= lines.size() - LINES_AFTER; at--) {
            if (speaksOfError(lines.get(at))) {
                int begin = at;
                while (begin > 0 && begin > at - ERROR_LINES + 1 && speaksOfError(lines.get(begin - 1))) {
                    begin--;
                }
                int end = at + 1;
                while (end < lines.size() && end < begin + ERROR_LINES && goesOn(lines.get(end))) {
                    end++;
                }
                return lines.subList(begin, end).stream().map(String::strip).toList();
            }
        }
        return errors.reversed().stream()
                .filter(line -> !line.isBlank() && !OF_NODE.matcher(line).lookingAt())
                .limit(1)
                .map(String::strip)
                .toList();
    }

    private static boolean speaksOfError(String line) {
        return ERROR.matcher(line).find() && !OF_NODE.matcher(line).lookingAt();
    }

    private static boolean goesOn(String line) {
        return !line.isBlank() && Character.isWhitespace(line.charAt(0));
    }

    private static String hash(String cause, List<String> types, List<String> frames) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var text = cause + '\n' + String.join("\n", types) + "\n\n" + String.join("\n", frames);
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
