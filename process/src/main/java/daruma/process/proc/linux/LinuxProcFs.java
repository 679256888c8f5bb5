package daruma.process.proc.linux;

import daruma.process.proc.Census;
import daruma.process.proc.ListenSocket;
import daruma.process.proc.PortHolder;
import daruma.process.proc.ProcFs;
import daruma.process.proc.ProcessIdentity;
import daruma.process.proc.Stat;
import daruma.process.proc.TreeReading;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Readings of {@code /proc} through {@link FileBytes}, into one buffer for the small files. */
public final class LinuxProcFs implements ProcFs {
    private static final int TICKS_PER_SECOND = 100; // USER_HZ, part of the kernel's ABI on all our machines
    private static final int ENVIRONMENT_LIMIT = 4 * 1024 * 1024;
    private static final String EPOLL = "anon_inode:[eventpoll]";
    private static final int TABLE_LIMIT = 16 * 1024 * 1024;

    private final FileBytes files;
    private final ListenTable sockets;
    private final int pageBytes;
    private final String bootId;
    private final boolean listsChildren;
    private final byte[] small = new byte[4096];
    private byte[] large = new byte[64 * 1024];

    /**
     * @param sockets a quick way to read listening sockets; where it does not work, the tables of {@code /proc} are read
     */
    public LinuxProcFs(FileBytes files, ListenTable sockets) {
        this.files = files;
        this.sockets = sockets;
        bootId = text("/proc/sys/kernel/random/boot_id", 64).strip();
        listsChildren = new File("/proc/self/task/" + ProcessHandle.current().pid() + "/children").exists();
        pageBytes = pageBytes();
    }

    @Override
    public String bootId() {
        return bootId;
    }

    @Override
    public int ticksPerSecond() {
        return TICKS_PER_SECOND;
    }

    @Override
    public Optional<ProcessIdentity> identity(int pid) {
        return stat(pid).map(s -> new ProcessIdentity(pid, s.startTicks(), bootId));
    }

    @Override
    public synchronized Optional<Stat> stat(int pid) {
        int length = files.read("/proc/" + pid + "/stat", small);
        return length <= 0 ? Optional.empty() : StatLine.parse(small, length);
    }

    @Override
    public Optional<String> command(int pid) {
        var words = text("/proc/" + pid + "/cmdline", small.length)
                .replace('\0', ' ')
                .strip();
        if (!words.isEmpty()) {
            return Optional.of(words);
        }
        return stat(pid).map(s -> "[" + s.name() + "]");
    }

    @Override
    public Census census() {
        var names = new File("/proc").list();
        var found = new ArrayList<Stat>(names == null ? 0 : names.length);
        if (names != null) {
            for (var name : names) {
                if (Character.isDigit(name.charAt(0))) {
                    stat(Integer.parseInt(name)).ifPresent(found::add);
                }
            }
        }
        return new Census(found);
    }

    @Override
    public TreeReading tree(List<Integer> roots) {
        if (!listsChildren) {
            return census().tree(roots, pageBytes);
        }
        var members = new ArrayList<Stat>();
        for (int root : roots) {
            var stat = stat(root);
            if (stat.isPresent()) {
                members.add(stat.get());
                members.addAll(descendants(root));
            }
        }
        return Census.sum(members, pageBytes);
    }

    @Override
    public OptionalLong proportionalBytes(int pid) {
        return text("/proc/" + pid + "/smaps_rollup", small.length)
                .lines()
                .filter(line -> line.startsWith("Pss:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .filter(kibibytes -> !kibibytes.isEmpty())
                .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
                .findFirst();
    }

    @Override
    public List<Stat> descendants(int root) {
        if (!listsChildren) {
            return census().descendants(root);
        }
        var found = new ArrayList<Stat>();
        var seen = new HashSet<Integer>();
        seen.add(root);
        var open = new ArrayList<>(childrenOfAllThreads(root));
        for (int i = 0; i < open.size(); i++) {
            int pid = open.get(i);
            if (seen.add(pid)) {
                var stat = stat(pid);
                if (stat.isPresent()) {
                    found.add(stat.get());
                    open.addAll(children(pid, stat.get().threads()));
                }
            }
        }
        return found;
    }

    @Override
    public synchronized Optional<String> variable(int pid, String name) {
        int length = readLarge("/proc/" + pid + "/environ", ENVIRONMENT_LIMIT);
        var wanted = (name + "=").getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < length; at++) {
            int end = at;
            while (end < length && large[end] != 0) {
                end++;
            }
            if (end - at >= wanted.length && Arrays.equals(large, at, at + wanted.length, wanted, 0, wanted.length)) {
                return Optional.of(
                        new String(large, at + wanted.length, end - at - wanted.length, StandardCharsets.UTF_8));
            }
            at = end;
        }
        return Optional.empty();
    }

    @Override
    public List<Integer> listeningPorts(List<Integer> pids) {
        // The tables last: the kernel goes through all it has for one reading, some milliseconds on a big machine.
        var open = new ArrayList<Long>();
        for (int pid : pids) {
            open.addAll(sockets(pid));
        }
        if (open.isEmpty()) {
            return List.of();
        }
        var table = listening();
        var ports = new TreeSet<Integer>();
        for (long inode : open) {
            var port = table.get(inode);
            if (port != null) {
                ports.add(port);
            }
        }
        return List.copyOf(ports);
    }

    @Override
    public OptionalLong oomKills() {
        return text("/proc/vmstat", TABLE_LIMIT)
                .lines()
                .filter(line -> line.startsWith("oom_kill "))
                .mapToLong(line -> Long.parseLong(line.substring(9).strip()))
                .findFirst();
    }

    @Override
    public Optional<PortHolder> portHolder(int port) {
        var table = listening();
        if (!table.containsValue(port)) {
            return Optional.empty();
        }
        for (var stat : census().all()) {
            for (long inode : sockets(stat.pid())) {
                var held = table.get(inode);
                if (held != null && held == port) {
                    return Optional.of(
                            new PortHolder(port, stat.pid(), command(stat.pid()).orElse("[" + stat.name() + "]")));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public List<ListenSocket> listenSockets() {
        return sockets.read()
                .orElseGet(() ->
                        TcpTable.listening(text("/proc/net/tcp", TABLE_LIMIT), text("/proc/net/tcp6", TABLE_LIMIT)));
    }

    private Map<Long, Integer> listening() {
        var ports = new HashMap<Long, Integer>();
        listenSockets().forEach(socket -> ports.put(socket.inode(), socket.port()));
        return ports;
    }

    /** What an epoll watches stands in lines such as {@code tfd: 3 events: 19 data: …}, by numbers of the same process. */
    @Override
    public boolean waitsOn(List<Integer> pids, int port) {
        Map<Long, Integer> table = null;
        for (int pid : pids) {
            var open = descriptors(pid);
            var polls = open.keySet().stream()
                    .filter(fd -> EPOLL.equals(open.get(fd)))
                    .toList();
            if (polls.isEmpty()) {
                continue;
            }
            table = table == null ? listening() : table;
            for (var fd : open.keySet()) {
                var inode = inode(open.get(fd));
                if (inode.isPresent() && Objects.equals(table.get(inode.getAsLong()), port)) {
                    for (var poll : polls) {
                        if (watches(text("/proc/" + pid + "/fdinfo/" + poll, TABLE_LIMIT), fd)) {
                            return true;
                        }
                    }
                }
            }
        }
        return false;
    }

    static boolean watches(String epoll, String fd) {
        return epoll.lines().anyMatch(line -> {
            var words = line.strip().split("\\s+", 5);
            return words.length > 3
                    && words[0].equals("tfd:")
                    && words[1].equals(fd)
                    && (Long.parseLong(words[3], 16) & 1) != 0; // EPOLLIN
        });
    }

    /** Inodes of the sockets that it has open. */
    private static List<Long> sockets(int pid) {
        return descriptors(pid).values().stream()
                .map(LinuxProcFs::inode)
                .flatMapToLong(OptionalLong::stream)
                .boxed()
                .toList();
    }

    private static OptionalLong inode(@Nullable String target) {
        return target != null && target.startsWith("socket:[")
                ? OptionalLong.of(Long.parseLong(target.substring(8, target.length() - 1)))
                : OptionalLong.empty();
    }

    /** What its descriptors are, by their numbers. */
    private static Map<String, String> descriptors(int pid) {
        var directory = "/proc/" + pid + "/fd";
        var names = new File(directory).list();
        var targets = new HashMap<String, String>();
        if (names != null) {
            for (var name : names) {
                targets.put(name, link(Path.of(directory, name)));
            }
        }
        return targets;
    }

    /** Where a link points to; empty text if it was closed meanwhile or is another user's. */
    private static String link(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException gone) {
            return "";
        }
    }

    /** A thread's children are its own: with one thread one file tells all. */
    private List<Integer> children(int pid, int threads) {
        return threads == 1
                ? numbers(text("/proc/" + pid + "/task/" + pid + "/children", TABLE_LIMIT))
                : childrenOfAllThreads(pid);
    }

    private List<Integer> childrenOfAllThreads(int pid) {
        var found = new ArrayList<Integer>();
        var tasks = new File("/proc/" + pid + "/task").list();
        if (tasks != null) {
            for (var task : tasks) {
                found.addAll(numbers(text("/proc/" + pid + "/task/" + task + "/children", TABLE_LIMIT)));
            }
        }
        return found;
    }

    private static List<Integer> numbers(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        var numbers = new ArrayList<Integer>();
        for (var word : text.strip().split(" +", -1)) {
            numbers.add(Integer.parseInt(word));
        }
        return numbers;
    }

    private synchronized String text(String path, int limit) {
        int length = readLarge(path, limit);
        return length <= 0 ? "" : new String(large, 0, length, StandardCharsets.UTF_8);
    }

    /** Into the large buffer, which grows as long as it is full and below the limit; read anew, for a part is no whole. */
    private int readLarge(String path, int limit) {
        int length = files.read(path, large);
        while (length == large.length && large.length < limit) {
            large = new byte[large.length * 4];
            length = files.read(path, large);
        }
        return length;
    }

    /** {@code AT_PAGESZ} (6) of our own auxiliary vector: pairs of 64-bit words, little-endian. */
    private synchronized int pageBytes() {
        int length = files.read("/proc/self/auxv", small);
        for (int at = 0; at + 16 <= length; at += 16) {
            if (word(at) == 6) {
                return (int) word(at + 8);
            }
        }
        return 4096;
    }

    private long word(int at) {
        long value = 0;
        for (int i = 7; i >= 0; i--) {
            value = value << 8 | (small[at + i] & 0xff);
        }
        return value;
    }
}
