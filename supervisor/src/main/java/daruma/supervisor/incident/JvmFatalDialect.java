package daruma.supervisor.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a JVM prints when it itself crashes, above the name of its {@code hs_err} file.
 *
 * <pre>
 * # A fatal error has been detected by the Java Runtime Environment:
 * #  SIGSEGV (0xb) at pc=0x00007f0f8c1f2a3b, pid=4711, tid=4712
 * # Problematic frame:
 * # V  [libjvm.so+0xe9b5ab]  Unsafe_PutInt+0x8b
 * </pre>
 */
final class JvmFatalDialect implements Dialect {
    private static final Pattern SIGNAL =
            Pattern.compile("#\\s+(SIG\\w+|Internal Error|Out of Memory Error|EXCEPTION_\\w+)\\b(.*)");
    private static final Pattern OFFSET = Pattern.compile("\\+0x[0-9a-f]+");
    private static final int LONGEST = 40;

    @Override
    public Optional<Found> last(List<String> lines) {
        for (int at = lines.size() - 1; at >= 0; at--) {
            if (lines.get(at).startsWith("# A fatal error has been detected by the Java Runtime Environment")
                    || lines.get(at).startsWith("# There is insufficient memory for the Java Runtime Environment")) {
                return Optional.of(trace(lines, at));
            }
        }
        return Optional.empty();
    }

    private static Found trace(List<String> lines, int begin) {
        var headline = lines.get(begin).substring(2);
        var frames = new ArrayList<String>();
        int end = begin;
        for (int at = begin + 1;
                at < lines.size() && at < begin + LONGEST && lines.get(at).startsWith("#");
                at++) {
            end = at;
            var signal = SIGNAL.matcher(lines.get(at));
            if (signal.matches() && headline.startsWith("A fatal")) {
                headline = "JVM crash: " + signal.group(1) + signal.group(2);
            }
            if (lines.get(at).startsWith("# Problematic frame:") && at + 1 < lines.size()) {
                frames.add(OFFSET.matcher(lines.get(at + 1))
                        .replaceAll("")
                        .replaceFirst("^#\\s*", "")
                        .replaceAll("\\s+", " ")
                        .strip());
            }
        }
        return new Found(new Trace(headline, List.of(Wording.same(headline)), frames), end);
    }
}
