package daruma.cli.render;

import daruma.model.AppSpec;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Configurations of proxies that pass requests on to the instances of apps. Ports of instances that stand in during an update
 * are in them, too: they are passed over as long as nobody answers there.
 *
 * @param apps all with a declared port
 * @param bind where the proxy listens
 */
public record ProxyConfig(List<AppSpec> apps, int bind) {
    /** @param port on the loopback interface */
    private record Server(String name, int port, boolean standsIn) {}

    public ProxyConfig {
        apps = List.copyOf(apps);
    }

    private static List<Server> servers(AppSpec app) {
        var servers = new ArrayList<Server>();
        var shared = app.traffic().mode() == Traffic.Mode.DIRECT;
        var beyond = app.traffic().mode() == Traffic.Mode.BALANCED
                ? Math.max(app.traffic().spare(), app.update().parallelism())
                : 0;
        for (var slot = 0; slot < (shared ? 1 : app.replicas() + beyond); slot++) {
            var name = app.name() + (shared ? "" : "-" + slot);
            app.portOf(slot).ifPresent(port -> servers.add(new Server(name, port, servers.size() >= app.replicas())));
        }
        return servers;
    }

    /** The path of its check, if it is one over HTTP: the one of readiness, or else of liveness. */
    private static Optional<String> path(AppSpec app) {
        return app.health()
                .readiness()
                .or(() -> app.health().liveness())
                .map(Probe::check)
                .filter(ProbeCheck.Http.class::isInstance)
                .map(check -> ((ProbeCheck.Http) check).path());
    }

    /** Whole, for {@code haproxy -f}. */
    public String haproxy() {
        var text = new StringBuilder();
        text.append("""
            # Apps that Daruma keeps up. Look it over with: haproxy -c -f FILE
            global
                maxconn 10000
                # For changes while it runs, such as: echo "set server web/web-0 state drain" | socat - /run/haproxy/daruma.sock
                # stats socket /run/haproxy/daruma.sock mode 600 level admin

            defaults
                mode http
                timeout connect 5s
                timeout client 60s
                timeout server 60s
                timeout http-keep-alive 15s
                option forwardfor
                option redispatch
                retries 1
                default-server check inter 1s fall 1 rise 1

            """);
        text.append("frontend daruma\n    bind *:").append(bind).append('\n');
        if (apps.size() > 1) {
            apps.forEach(app -> text.append("    use_backend ")
                    .append(app.name())
                    .append(" if { hdr_beg(host) -i ")
                    .append(app.name())
                    .append(". }\n"));
        }
        text.append("    default_backend ").append(apps.getFirst().name()).append('\n');
        for (var app : apps) {
            text.append("\nbackend ").append(app.name()).append("\n    balance leastconn\n");
            path(app)
                    .ifPresent(path ->
                            text.append("    option httpchk GET ").append(path).append('\n'));
            for (var server : servers(app)) {
                text.append("    server ")
                        .append(server.name())
                        .append(" 127.0.0.1:")
                        .append(server.port())
                        .append(server.standsIn() ? " # stands in during updates, or is spare" : "")
                        .append('\n');
            }
        }
        return text.toString();
    }

    /** To be included in {@code http { … }}. */
    public String nginx() {
        var text = new StringBuilder("# Apps that Daruma keeps up, to be included in http { ... }.\n");
        for (var app : apps) {
            text.append("upstream ").append(app.name()).append(" {\n    least_conn;\n");
            for (var server : servers(app)) {
                text.append("    server 127.0.0.1:")
                        .append(server.port())
                        .append(" max_fails=1 fail_timeout=2s;")
                        .append(server.standsIn() ? " # stands in during updates, or is spare" : "")
                        .append('\n');
            }
            text.append("    keepalive 32;\n}\n");
        }
        var first = true;
        for (var app : apps) {
            text.append("server {\n    listen ")
                    .append(bind)
                    .append(first ? " default_server;\n" : ";\n")
                    .append("    server_name ")
                    .append(app.name())
                    .append(".*;\n    location / {\n        proxy_pass http://")
                    .append(app.name())
                    .append("""
                        ;
                                proxy_http_version 1.1;
                                proxy_set_header Host $host;
                                proxy_set_header Connection "";
                                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                                proxy_set_header X-Forwarded-Proto $scheme;
                                proxy_next_upstream error timeout;
                                proxy_connect_timeout 1s;
                            }
                        }
                        """);
            first = false;
        }
        return text.toString();
    }

    /** A Caddyfile. */
    public String caddy() {
        var text = new StringBuilder(
                "# Apps that Daruma keeps up. Look it over with: caddy validate --adapter caddyfile\n");
        for (var app : apps) {
            text.append("http://")
                    .append(apps.size() == 1 ? "" : app.name() + ".localhost")
                    .append(':')
                    .append(bind)
                    .append(" {\n\treverse_proxy");
            for (var server : servers(app)) {
                text.append(" 127.0.0.1:").append(server.port());
            }
            text.append(" {\n\t\tlb_policy least_conn\n\t\tlb_retries 1\n\t\tfail_duration 2s\n");
            path(app)
                    .ifPresent(
                            path -> text.append("\t\thealth_uri ").append(path).append("\n\t\thealth_interval 1s\n"));
            text.append("\t}\n}\n");
        }
        return text.toString();
    }
}
