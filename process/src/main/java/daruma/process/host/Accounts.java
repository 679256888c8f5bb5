package daruma.process.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Users and groups by name or number: from {@code /etc/passwd} and {@code /etc/group}, and from {@code getent} for those of
 * a directory service. Reads files and may run a command: not for a thread that must not block.
 */
public final class Accounts {
    private static final long GETENT_SECONDS = 5;

    private final Path passwd;
    private final Path group;
    private final List<String> getent;

    /** Those of this machine. */
    public Accounts() {
        this(Path.of("/etc/passwd"), Path.of("/etc/group"), List.of("getent"));
    }

    /**
     * Those of these files.
     *
     * @param getent the command to ask for what they do not have; empty for none
     */
    Accounts(Path passwd, Path group, List<String> getent) {
        this.passwd = passwd;
        this.group = group;
        this.getent = List.copyOf(getent);
    }

    /** The user with this name, or, if it is a number and nobody's name, with this number. */
    public Optional<Account> user(String nameOrNumber) {
        return find(lines(passwd), nameOrNumber, 2)
                .or(() -> find(ask("passwd", nameOrNumber), nameOrNumber, 2))
                .filter(fields -> fields.length >= 7)
                .flatMap(this::account);
    }

    /** The number of the group with this name, or this number if such a group is known. */
    public OptionalInt group(String nameOrNumber) {
        return find(lines(group), nameOrNumber, 2)
                .or(() -> find(ask("group", nameOrNumber), nameOrNumber, 2))
                .map(fields -> number(fields[2]))
                .orElse(OptionalInt.empty());
    }

    private Optional<Account> account(String[] fields) {
        var uid = number(fields[2]);
        var gid = number(fields[3]);
        if (uid.isEmpty() || gid.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Account(
                fields[0],
                uid.getAsInt(),
                gid.getAsInt(),
                groups(fields[0], gid.getAsInt()),
                Path.of(fields[5]),
                fields[6]));
    }

    private List<Integer> groups(String user, int primary) {
        var groups = new LinkedHashSet<Integer>();
        groups.add(primary);
        for (var line : lines(group)) {
            var fields = line.split(":", -1);
            if (fields.length >= 4 && List.of(fields[3].split(",", -1)).contains(user)) {
                number(fields[2]).ifPresent(groups::add);
            }
        }
        for (var line : ask("initgroups", user)) { // NAME gid gid …
            var words = line.strip().split("\\s+", -1);
            for (int i = 1; i < words.length; i++) {
                number(words[i]).ifPresent(groups::add);
            }
        }
        return List.copyOf(groups);
    }

    private static Optional<String[]> find(List<String> lines, String nameOrNumber, int numberField) {
        Optional<String[]> byNumber = Optional.empty();
        for (var line : lines) {
            var fields = line.split(":", -1);
            if (fields.length > numberField) {
                if (fields[0].equals(nameOrNumber)) {
                    return Optional.of(fields);
                }
                if (byNumber.isEmpty() && fields[numberField].equals(nameOrNumber)) {
                    byNumber = Optional.of(fields);
                }
            }
        }
        return byNumber;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException absent) {
            return List.of();
        }
    }

    /** What getent says; nothing if there is none, or if it knows nothing. */
    private List<String> ask(String database, String key) {
        if (getent.isEmpty() || key.startsWith("-")) {
            return List.of();
        }
        var command = new ArrayList<>(getent);
        command.add(database);
        command.add(key);
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var out = process.inputReader(StandardCharsets.ISO_8859_1)) {
                process.getOutputStream().close();
                var answer = out.lines().toList();
                return process.waitFor(GETENT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0
                        ? answer
                        : List.of();
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException noGetent) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static OptionalInt number(String text) {
        return text.matches("[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
