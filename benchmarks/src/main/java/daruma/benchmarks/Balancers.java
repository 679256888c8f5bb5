package daruma.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Requests through the balancer, HAProxy and nginx to two ports of one nginx, in turns: with 64 connections that are kept, and with one
 * connection for each request.
 */
final class Balancers {
    private static final int ROUNDS = 7;
    private static final String SECONDS = "3s";
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s*([0-9.]+)(us|ms|s)");
    private static final Pattern FAILED = Pattern.compile("Non-2xx|Socket errors");

    /** One of those that are measured. */
    private record Proxy(String name, int port, Process process) {
        List<Long> processes() {
            var pids = new ArrayList<Long>();
            pids.add(process.pid());
            process.descendants().forEach(it -> pids.add(it.pid()));
            return pids;
        }
    }

    /** One turn of one of them. */
    private record Turn(double rate, double cpuMicros, double p99Millis) {}

    private final Path work;
    private final List<Process> processes = new ArrayList<>();

    private Balancers(Path work) {
        this.work = work;
    }

    static List<Line> measure(Bench bench) throws IOException, InterruptedException {
        var here = new Balancers(Files.createDirectories(bench.work().resolve("balancers")));
        try {
            return here.measureAll(bench.distribution());
        } finally {
            here.processes.forEach(Balancers::end);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    private List<Line> measureAll(Path distribution) throws IOException, InterruptedException {
        var backends = new int[] {freePort(), freePort()};
        nginxBehind(backends);
        var proxies = List.of(daruma(distribution, backends), haproxy(backends), nginx(backends));
        var lines = new ArrayList<Line>();
        lines.addAll(compare("64 kept connections", proxies, List.of()));
        lines.addAll(compare(
                "one connection for each request", proxies, List.of("-H", "Connection: close")));
        lines.add(Line.note(
                "memory of the balancers after that, resident",
                text(proxies, it -> {
                    long kilobytes = 0;
                    for (var pid : it.processes()) {
                        kilobytes += Lab.memory(List.of(pid)).daemonResident();
                    }
                    return "%d MB".formatted(kilobytes / 1024);
                })));
        return lines;
    }

    private interface Telling {
        String of(Proxy proxy) throws IOException;
    }

    private static String text(List<Proxy> proxies, Telling telling) throws IOException {
        var parts = new ArrayList<String>();
        for (var proxy : proxies) {
            parts.add(proxy.name() + " " + telling.of(proxy));
        }
        return String.join(", ", parts);
    }

    private List<Line> compare(String what, List<Proxy> proxies, List<String> options)
            throws IOException, InterruptedException {
        var turns = proxies.stream().map(_ -> new ArrayList<Turn>()).toList();
        // The first round warms up: compilers, connections, the cache of everybody.
        for (int round = -1; round < ROUNDS; round++) {
            for (int i = 0; i < proxies.size(); i++) {
                var turn = turn(proxies.get(i), options);
                if (round >= 0) {
                    turns.get(i).add(turn);
                }
            }
        }
        var rate = turns.stream()
                .map(it -> it.stream().mapToDouble(Turn::rate).toArray())
                .toList();
        var cpu = turns.stream()
                .map(it -> it.stream().mapToDouble(Turn::cpuMicros).toArray())
                .toList();
        var p99 = turns.stream()
                .map(it -> it.stream().mapToDouble(Turn::p99Millis).toArray())
                .toList();
        var rateRatio = Lab.pairedRatio(rate.get(0), rate.get(1));
        var cpuRatio = Lab.pairedRatio(cpu.get(0), cpu.get(1));
        var p99Ratio = Lab.pairedRatio(p99.get(0), p99.get(1));
        return List.of(
                Line.of(
                        "requests a second, " + what,
                        values(proxies, rate, "%.0f") + ": %.2f × HAProxy".formatted(rateRatio),
                        "≥ 1.0 ×",
                        rateRatio >= 1),
                Line.of(
                        "CPU for a request, " + what,
                        values(proxies, cpu, "%.1f µs") + ": %.2f × HAProxy".formatted(cpuRatio),
                        "≤ 1.0 ×",
                        cpuRatio <= 1),
                Line.of(
                        "99 of 100 requests are quicker than, " + what,
                        values(proxies, p99, "%.2f ms") + ": %.2f × HAProxy".formatted(p99Ratio),
                        "≤ 1.2 ×",
                        p99Ratio <= 1.2));
    }

    private static String values(List<Proxy> proxies, List<double[]> values, String format) {
        var parts = new ArrayList<String>();
        for (int i = 0; i < proxies.size(); i++) {
            parts.add(proxies.get(i).name() + " " + format.formatted(Lab.median(values.get(i))));
        }
        return String.join(", ", parts);
    }

    private Turn turn(Proxy proxy, List<String> options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("wrk", "-t1", "-c64", "-d" + SECONDS, "--latency"));
        command.addAll(options);
        command.add("http://127.0.0.1:" + proxy.port() + "/");
        var log = work.resolve("wrk.log");
        var before = Lab.cpu(proxy.processes());
        var wrk = Lab.spawn(command, Map.of(), log);
        if (wrk.waitFor() != 0) {
            throw new IOException("wrk failed against " + proxy.name() + ": " + Files.readString(log));
        }
        var cpu = Lab.cpu(proxy.processes()) - before;
        var text = Files.readString(log);
        if (FAILED.matcher(text).find()) {
            throw new IOException("not all requests to " + proxy.name() + " were answered: " + text);
        }
        var p99 = P99.matcher(text);
        if (!p99.find()) {
            throw new IOException("wrk told no latency: " + text);
        }
        var unit = Map.of("us", 0.001, "ms", 1.0, "s", 1_000.0).get(p99.group(2));
        return new Turn(
                number(RATE, text),
                cpu * 1e6 / number(REQUESTS, text),
                Double.parseDouble(p99.group(1)) * (unit == null ? 1 : unit));
    }

    private static double number(Pattern pattern, String text) throws IOException {
        var found = pattern.matcher(text);
        if (!found.find()) {
            throw new IOException("wrk did not tell what was looked for (" + pattern + "): " + text);
        }
        return Double.parseDouble(found.group(1));
    }

    private void nginxBehind(int[] ports) throws IOException, InterruptedException {
        var servers = new StringBuilder();
        for (var port : ports) {
            servers.append("server { listen 127.0.0.1:%d backlog=4096; location / { return 200 \"hello world\\n\"; } }\n"
                    .formatted(port));
        }
        start("nginx-behind", nginxConfiguration("nginx-behind", 1, servers.toString()), ports[1]);
    }

    private Proxy nginx(int[] backends) throws IOException, InterruptedException {
        var port = freePort();
        var process = start(
                "nginx",
                nginxConfiguration("nginx", 2, """
                        upstream b { least_conn; server 127.0.0.1:%d; server 127.0.0.1:%d; keepalive 64; keepalive_requests 100000000; }
                        server {
                          listen 127.0.0.1:%d backlog=4096 reuseport;
                          location / {
                            proxy_pass http://b; proxy_http_version 1.1; proxy_set_header Connection "";
                            proxy_set_header Host $host; proxy_set_header X-Forwarded-For $remote_addr;
                            proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Host $host;
                          }
                        }
                        """.formatted(backends[0], backends[1], port)),
                port);
        return new Proxy("nginx", port, process);
    }

    private List<String> nginxConfiguration(String name, int workers, String servers) throws IOException {
        var file = work.resolve(name + ".conf");
        Files.writeString(file, """
                worker_processes %d; daemon off; pid %s/%s.pid; error_log %s/%s.err;
                events { worker_connections 4096; }
                http { access_log off; keepalive_requests 100000000;
                %s }
                """.formatted(workers, work, name, work, name, servers));
        return List.of("nginx", "-c", file.toString());
    }

    private Proxy haproxy(int[] backends) throws IOException, InterruptedException {
        var port = freePort();
        var file = work.resolve("haproxy.cfg");
        Files.writeString(file, """
                global
                  nbthread 2
                  maxconn 4000
                defaults
                  mode http
                  timeout connect 2s
                  timeout client 75s
                  timeout server 60s
                  option forwardfor
                  http-reuse always
                frontend f
                  bind 127.0.0.1:%d
                  http-request set-header X-Forwarded-Proto http
                  http-request set-header X-Forwarded-Host %%[req.hdr(Host)]
                  default_backend b
                backend b
                  balance random(2)
                  server a 127.0.0.1:%d
                  server b 127.0.0.1:%d
                """.formatted(port, backends[0], backends[1]));
        return new Proxy("HAProxy", port, start("haproxy", List.of("haproxy", "-db", "-f", file.toString()), port));
    }

    private Proxy daruma(Path distribution, int[] backends) throws IOException, InterruptedException {
        var port = freePort();
        var directory = Files.createDirectories(work.resolve("d"));
        Files.writeString(directory.resolve("table.json"), """
                {"revision": 1, "routes": [{"frontend": {"app": "web", "listen": {"host": "127.0.0.1", "port": %d}, "protocol": "http"},
                 "endpoints": [
                  {"incarnation": {"app": "web", "slot": 0, "number": 1}, "address": {"host": "127.0.0.1", "port": %d}, "state": "ready"},
                  {"incarnation": {"app": "web", "slot": 1, "number": 1}, "address": {"host": "127.0.0.1", "port": %d}, "state": "ready"}]}]}
                """.formatted(port, backends[0], backends[1]));
        var command = List.of(distribution.resolve("bin/daruma-balancer").toString(), directory.toString());
        return new Proxy("Daruma", port, start("daruma-balancer", command, port));
    }

    private Process start(String name, List<String> command, int port) throws IOException, InterruptedException {
        var log = work.resolve(name + ".log");
        var process = Lab.spawn(command, Map.of(), log);
        processes.add(process);
        Lab.await(name + " listens", Duration.ofSeconds(20), Duration.ofMillis(20), () -> {
            if (!process.isAlive()) {
                throw new IOException(name + " has ended: " + Files.readString(log));
            }
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
                return true;
            } catch (IOException _) {
                return false;
            }
        });
        return process;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
