package daruma.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How wide the terminal is: {@code COLUMNS}, else what stty(1) says. */
public final class TerminalWidth {
    private TerminalWidth() {}

    public static Optional<Integer> of(Map<String, String> env) {
        var columns = number(env.getOrDefault("COLUMNS", ""));
        return columns.isPresent() ? columns : stty();
    }

    private static Optional<Integer> stty() {
        try {
            var process = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var text = new String(process.getInputStream().readNBytes(32), StandardCharsets.US_ASCII).strip();
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            var blank = text.indexOf(' ');
            return blank < 0 ? Optional.empty() : number(text.substring(blank + 1));
        } catch (IOException _) {
            return Optional.empty(); // no stty, or no terminal after all
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(String text) {
        try {
            var number = Integer.parseInt(text.strip());
            return number > 0 ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
