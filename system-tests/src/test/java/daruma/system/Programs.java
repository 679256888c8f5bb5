package daruma.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Tiny programs, each for one thing that programs do to their supervisor. They are written into the test's directory. */
final class Programs {
    private final Path directory;

    Programs(Path directory) {
        this.directory = directory;
    }

    /** Runs until it is asked to end. */
    Path sleeps(String name) {
        return shell(name, "echo up; exec sleep 86400");
    }

    /** Ends as told by the file {@code NAME.end}: a number is an exit code, a word is a signal to itself. */
    Path endsAsTold(String name) {
        return shell(name, """
                rm -f "$0.end"
                echo up
                while [ ! -s "$0.end" ]; do sleep 0.05; done
                read -r how < "$0.end"
                case $how in
                    [0-9]*) exit "$how" ;;
                    *) ulimit -c 0; kill -"$how" $$; sleep 10 ;;
                esac
                """);
    }

    /** Tells a program of {@link #endsAsTold} how to end. */
    void tell(Path program, String how) {
        write(Path.of(program + ".end"), how + "\n");
    }

    /** Takes all of a processor that nobody else wants. */
    Path burns(String name) {
        return shell(name, "renice 19 $$ > /dev/null; echo up; while :; do :; done");
    }

    /** Writes a line of 1000 characters as often as the disk takes it, and tells in {@code NAME.beats} that it is still there. */
    Path writesWhateverTheDiskSays(String name) {
        return shell(name, """
                trap 'exit 0' TERM
                line=$(head -c 1000 /dev/zero | tr '\\0' x)
                i=0
                while :; do
                    echo "$i $line" 2> /dev/null
                    i=$((i + 1))
                    if [ $((i %% 100)) = 0 ]; then echo $i > "$0.beats"; sleep 0.01; fi
                done
                """.formatted());
    }

    /** How often {@link #writesWhateverTheDiskSays} has written or tried to. */
    long beats(Path program) {
        try {
            var text = Files.readString(Path.of(program + ".beats")).strip();
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new IllegalStateException("cannot read what " + program + " tells", e);
        }
    }

    Path exitsAfter(String name, String seconds, int code) {
        return shell(name, "sleep " + seconds + "; echo going >&2; exit " + code);
    }

    Path ignoresTerm(String name) {
        return shell(name, "trap '' TERM INT HUP; echo up; while :; do sleep 1; done");
    }

    /** Writes so many numbered lines as fast as it can, then {@code written}, then sleeps. */
    Path floods(String name, int lines) {
        return shell(
                name,
                "awk 'BEGIN { for (i = 1; i <= " + lines
                        + "; i++) printf \"%010d xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\\n\", i }'\n"
                        + "echo written; : > \"$0.done\"; exec sleep 86400");
    }

    /** A line of so many bytes, NULs and bytes that are not UTF-8, then the line {@code end}. */
    Path writesGiantLine(String name, long bytes) {
        return shell(
                name,
                "head -c " + bytes + " /dev/zero | tr '\\0' x; printf 'a\\000b\\377c\\n'; echo end; exec sleep 86400");
    }

    /** Has descendants in three ways, and starts twice {@code storm} more when asked to end. */
    Path forksAndLeaves(String name, int storm) {
        return shell(name, """
                trap 'i=0; while [ $i -lt %d ]; do (sleep 86400 &) ; setsid sleep 86400 & i=$((i+1)); done; exit 0' TERM
                sleep 86400 &
                setsid sh -c 'sleep 86400 & wait' &
                (setsid sh -c '(sleep 86400 &) ; sleep 86400' &)
                echo up
                while :; do sleep 0.1; done
                """.formatted(storm));
    }

    /** An HTTP server of Node on {@code PORT}. */
    Path nodeServer(String name) {
        return write(directory.resolve(name + ".js"), """
                const http = require('http');
                http.createServer((q, r) => r.end('pid ' + process.pid + '\\n')).listen(process.env.PORT || 0);
                """);
    }

    /** Any text as a file beside the home. */
    Path file(String name, String text) {
        return write(directory.resolve(name), text);
    }

    Path shell(String name, String body) {
        var file = write(directory.resolve(name + ".sh"), "#!/bin/sh\n" + body + "\n");
        try {
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + file, e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + file, e);
        }
    }
}
