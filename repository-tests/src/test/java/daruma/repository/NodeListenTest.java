package daruma.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script by which unmodified Node programs take a socket that was opened for them. */
class NodeListenTest {
    private static final Path PRELOAD = Repository.ROOT.resolve("dist/src/main/sh/libexec/listen.cjs");

    /** Opens a socket, hands it on as descriptor 3 to a program with these arguments, and closes its own. */
    private static final String OPENER = """
            const net = require('net'), { spawn } = require('child_process');
            const [ready, when, ...command] = process.argv.slice(2);
            const server = net.createServer().listen(0, '::', () => {
              const PORT = String(server.address().port);
              const child = spawn('sh', ['-c', 'LISTEN_PID=$$ exec "$@"', 'sh', ...command], {
                stdio: ['ignore', 'inherit', 'inherit', server._handle.fd],
                env: { ...process.env, PORT, LISTEN_FDS: '1', LISTEN_FDNAMES: 'web', DARUMA_LISTEN_PORT: PORT,
                       DARUMA_READY_FILE: ready, DARUMA_READY_WHEN: when, NODE_OPTIONS: `--require "${process.env.PRELOAD}"` },
              });
              server.close();
              child.on('exit', (code) => process.exit(code));
            });
            """;

    private static final String GET = """
            const get = (host) => new Promise((resolve) => require('http')
              .get({ host, port: process.env.PORT, agent: false }, (a) => { a.resume(); a.on('end', () => resolve(a.statusCode)); })
              .on('error', (e) => resolve(e.code)));
            """;

    @TempDir
    Path directory;

    private Path ready;

    @BeforeAll
    static void there_is_a_node() {
        assumeTrue(
                Shell.run(Repository.ROOT, Map.of(), "sh", "-c", "command -v node")
                                .status()
                        == 0,
                "no node");
    }

    @BeforeEach
    void opener() throws IOException {
        Files.writeString(directory.resolve("opener.js"), OPENER);
        ready = directory.resolve("ready");
    }

    private String run(String when, String... command) {
        var words = new ArrayList<>(List.of("node", "opener.js", ready.toString(), when));
        words.addAll(List.of(command));
        // Without our own, which the test run may have.
        var shell = Shell.run(
                directory, Map.of("PRELOAD", PRELOAD.toString(), "NODE_OPTIONS", ""), words.toArray(String[]::new));
        assertThat(shell.err()).isEmpty();
        assertThat(shell.status()).as("exit code; it said %s", shell.out()).isZero();
        return shell.out();
    }

    private String node(String program) {
        return run("listening", "node", "-e", program);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server.listen(PORT, said)",
                "server.listen(String(PORT), said)",
                "server.listen({ port: PORT }, said)",
                "server.listen({ port: PORT, host: '0.0.0.0', backlog: 10 }, said)",
                "server.listen(PORT, '::', 10, said)",
                "server.on('listening', said); server.listen(PORT, undefined)",
                "server.listen({ fd: 3 }, said)"
            })
    void a_server_that_listens_on_the_port_takes_the_socket_and_is_ready(String listening) {
        assertThat(node(GET
                        + "const PORT = Number(process.env.PORT);"
                        + "const server = require('http').createServer((q, a) => a.end());"
                        + "async function said() {"
                        + "  console.log(server.address().port === PORT, server.listening, server._handle.fd);"
                        + "  console.log(await get('127.0.0.1'), await get('::1'), process.env.LISTEN_FDS);"
                        + "  process.exit();"
                        + "}" + listening))
                .isEqualTo("true true 3\n200 200 undefined\n");
        assertThat(ready).exists();
    }

    @Test
    void what_asks_for_loopback_only_is_not_reached_by_others() {
        assertThat(node(GET
                        + "require('http').createServer((q, a) => a.end()).listen(process.env.PORT, '127.0.0.1', async () => {"
                        + "console.log(await get('127.0.0.1'), await get('::1')); process.exit(); })"))
                .isEqualTo("200 ECONNRESET\n");
    }

    @Test
    void other_ports_and_sockets_are_listened_on_as_ever() {
        assertThat(node("const net = require('net'); const one = net.createServer().listen(0, () =>"
                        + " net.createServer().listen('./unix', function () {"
                        + " console.log(one.address().port != process.env.PORT, this.address(), process.env.LISTEN_FDS);"
                        + " process.exit(); }))"))
                .isEqualTo("true ./unix 1\n");
        assertThat(ready).doesNotExist();
    }

    @Test
    void https_and_http2_servers_take_it_too() {
        for (var kind : List.of("https", "http2", "net", "tls")) {
            assertThat(node("require('" + kind + "').createServer({}).listen(+process.env.PORT, function () {"
                            + " console.log(this.address().port == process.env.PORT); process.exit(); })"))
                    .as(kind)
                    .isEqualTo("true\n");
        }
    }

    @Test
    void modules_take_it_too() throws IOException {
        Files.writeString(
                directory.resolve("server.mjs"),
                "import { createServer } from 'node:http';\n"
                        + "createServer().listen(process.env.PORT, function () {"
                        + " console.log(this._handle.fd); process.exit(); });\n");
        assertThat(run("listening", "node", "server.mjs")).isEqualTo("3\n");
    }

    @Test
    void children_do_not_take_it_and_are_not_told_of_it() {
        var program = GET
                + "require('http').createServer((q, a) => a.end()).listen(process.env.PORT, () => {"
                + "require('child_process').execFile(process.execPath, ['-e', 'console.log(Object.keys(process.env)"
                + ".filter((k) => /LISTEN/.test(k)).length); require(\"net\").createServer().on(\"error\", (e) =>"
                + " console.log(e.code)).listen(process.env.PORT)'], (e, out) => { console.log(out.trim());"
                + " get('::1').then((s) => { console.log(s); process.exit(); }); }); })";
        assertThat(node(program)).isEqualTo("0\nEADDRINUSE\n200\n");
    }

    @Test
    void a_worker_thread_takes_it() {
        assertThat(
                        node(
                                GET
                                        + "new (require('worker_threads').Worker)(\"require('http').createServer((q, a) => a.end())"
                                        + ".listen(process.env.PORT, () => require('worker_threads').parentPort.postMessage(1))\","
                                        + " { eval: true }).on('message', async () => { console.log(await get('::1')); process.exit(); })"))
                .isEqualTo("200\n");
        assertThat(ready).exists();
    }

    @Test
    void a_cluster_shares_it_as_it_would_share_its_own() throws IOException {
        Files.writeString(
                directory.resolve("cluster.js"),
                GET
                        + "const cluster = require('cluster'); if (cluster.isPrimary) { let n = 0;"
                        + " const fork = () => cluster.fork().on('listening', async () => { if (++n < 2) return;"
                        + " console.log(await get('::1'), await get('::1')); process.exit(); }); fork(); fork(); }"
                        + " else require('http').createServer((q, a) => a.end()).listen(process.env.PORT);");
        assertThat(run("listening", "node", "cluster.js")).isEqualTo("200 200\n");
        assertThat(ready).exists();
    }

    @Test
    void where_the_program_is_to_say_that_it_is_ready_listening_says_nothing() {
        assertThat(run(
                        "said",
                        "node",
                        "-e",
                        "require('net').createServer().listen(process.env.PORT, function () {"
                                + " console.log(this._handle.fd); process.exit(); })"))
                .isEqualTo("3\n");
        assertThat(ready).doesNotExist();
    }

    @Test
    void npm_hands_it_on_to_the_program_it_starts() throws IOException {
        assumeTrue(Shell.run(directory, Map.of(), "sh", "-c", "command -v npm").status() == 0, "no npm");
        Files.writeString(
                directory.resolve("package.json"), "{ \"name\": \"web\", \"scripts\": { \"start\": \"node s.js\" } }");
        Files.writeString(
                directory.resolve("s.js"),
                GET
                        + "require('http').createServer((q, a) => a.end()).listen(process.env.PORT, async () => {"
                        + " console.log(await get('::1'), process.env.DARUMA_LISTEN_FD); process.exit(); });");
        assertThat(run("listening", "npm", "--silent", "start")).isEqualTo("200 undefined\n");
        assertThat(ready).exists();
    }
}
