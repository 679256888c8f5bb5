package daruma.cli.render;

import daruma.cli.terminal.Style;
import daruma.cli.terminal.Times;
import daruma.model.LogLine;

/** Lines of apps for people. */
public final class LogText {
    private static final Style.Tone[] TONES = {Style.Tone.NAME, Style.Tone.GOOD, Style.Tone.WARN, Style.Tone.BOLD};

    private LogText() {}

    public static String label(LogLine line) {
        return line.app().value() + "/" + line.slot();
    }

    /** {@code 2026-01-01T00:00:00.000Z web/0 err  message}. */
    public static String line(LogLine line, int labelWidth, Style style) {
        var label = label(line);
        var text = new StringBuilder();
        text.append(style.paint(Style.Tone.DIM, Times.iso(line.time()))).append(' ');
        text.append(style.paint(TONES[Math.floorMod(line.app().value().hashCode(), TONES.length)], label));
        text.repeat(' ', Math.max(0, labelWidth - label.length())).append(' ');
        switch (line.stream()) {
            case OUT -> text.append("out  ").append(line.message());
            case ERR ->
                text.append(style.paint(Style.Tone.BAD, "err")).append("  ").append(line.message());
            case NOTE -> text.append(style.paint(Style.Tone.WARN, "---  " + line.message()));
        }
        return text.toString();
    }

    /** A line among our own words, without control characters: an app must not be able to redraw our screen. */
    public static String plain(String message) {
        var text = new StringBuilder(message.length());
        for (var i = 0; i < message.length(); i++) {
            var c = message.charAt(i);
            if (c == '\u001b' && i + 1 < message.length() && message.charAt(i + 1) == '[') {
                i += 2;
                while (i < message.length() && !Character.isLetter(message.charAt(i))) {
                    i++;
                }
            } else if (c == '\t' || !Character.isISOControl(c)) {
                text.append(c);
            }
        }
        return text.toString();
    }
}
