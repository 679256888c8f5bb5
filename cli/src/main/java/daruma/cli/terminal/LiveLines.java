package daruma.cli.terminal;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lines that change in place on a terminal, one per key. Where there is no terminal each change is a line of its own, so
 * that logs of a build show how it went.
 */
public final class LiveLines {
    private static final int MOST = 20;

    private final PrintStream stream;
    private final boolean inPlace;
    private final Map<String, String> lines = new LinkedHashMap<>();
    private int drawn;

    public LiveLines(PrintStream stream, boolean inPlace) {
        this.stream = stream;
        this.inPlace = inPlace;
    }

    public synchronized void set(String key, String line) {
        if (line.equals(lines.put(key, line))) {
            return;
        }
        if (inPlace) {
            draw();
        } else {
            stream.print(line + "\n");
            stream.flush();
        }
    }

    /** Takes the lines off the terminal. */
    public synchronized void clear() {
        if (inPlace && drawn > 0) {
            stream.print("\u001b[" + drawn + "A\u001b[J");
            stream.flush();
        }
        drawn = 0;
        lines.clear();
    }

    private void draw() {
        var text = new StringBuilder();
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append("A\u001b[J");
        }
        drawn = 0;
        for (var line : lines.values()) {
            if (drawn == MOST) {
                break;
            }
            text.append(line).append('\n');
            drawn++;
        }
        stream.print(text);
        stream.flush();
    }
}
