package daruma.daemon;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The daemon's own log: what it does and what goes wrong, a line each. What apps write never goes through it. */
final class DaemonLog {
    private static final long MAX_BYTES = 5 << 20;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Logger ROOT = Logger.getLogger("");

    private DaemonLog() {}

    /** From now on, into this file, and what stood there before beside it once it is large; on stderr if that fails. */
    static void writeTo(Path file) {
        LogManager.getLogManager().reset();
        Handler handler;
        try {
            handler = new TurningFile(file);
        } catch (IOException _) {
            handler = new ConsoleHandler();
        }
        handler.setFormatter(new LineFormat());
        handler.setLevel(Level.ALL);
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.INFO);
    }

    /** Says why the daemon has to die. */
    static void fatal(String message, Throwable error) {
        ROOT.log(Level.SEVERE, message, error);
    }

    /** One file and the one before it. Each record is written at once: the last words are the ones that count. */
    private static final class TurningFile extends Handler {
        private final Path file;
        private FileOutputStream output;
        private long size;

        TurningFile(Path file) throws IOException {
            this.file = file;
            this.output = open();
        }

        @Override
        public synchronized void publish(LogRecord record) {
            if (!isLoggable(record)) {
                return;
            }
            var line = getFormatter().format(record).getBytes(StandardCharsets.UTF_8);
            try {
                if (size > MAX_BYTES) {
                    output.close();
                    Files.move(
                            file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                    output = open();
                }
                output.write(line);
                size += line.length;
            } catch (IOException e) {
                reportError(null, e, ErrorManager.WRITE_FAILURE);
            }
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public synchronized void close() {
            try {
                output.close();
            } catch (IOException e) {
                reportError(null, e, ErrorManager.CLOSE_FAILURE);
            }
        }

        private FileOutputStream open() throws IOException {
            var opened = new FileOutputStream(file.toFile(), true);
            size = opened.getChannel().size();
            return opened;
        }
    }

    private static final class LineFormat extends Formatter {
        @Override
        public String format(LogRecord record) {
            var line = new StringBuilder(TIME.format(record.getInstant()))
                    .append(' ')
                    .append(record.getLevel().getName())
                    .append(' ')
                    .append(shortName(record.getLoggerName()))
                    .append(": ")
                    .append(formatMessage(record))
                    .append('\n');
            for (var error = record.getThrown(); error != null; error = error.getCause()) {
                line.append("  ").append(error).append('\n');
                for (var frame : error.getStackTrace()) {
                    line.append("    at ").append(frame).append('\n');
                }
            }
            return line.toString();
        }

        private static String shortName(String logger) {
            return logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
        }
    }
}
