package daruma.cli.command;

import daruma.cli.render.ProxyConfig;
import daruma.cli.syntax.Option;
import daruma.cli.syntax.Syntax;
import daruma.cli.terminal.Failure;
import daruma.control.Exit;
import daruma.manifest.text.DidYouMean;
import java.util.List;

/** Prints what a proxy that somebody runs already needs to know, to pass requests on to the instances of apps. */
final class ExportCommand implements Command {
    private static final Option BIND = Option.valued("PORT", "Where the proxy listens; default 80.", "--bind");
    private static final List<String> KINDS = List.of("haproxy", "nginx", "caddy");

    @Override
    public Syntax syntax() {
        return Syntax.of("export", "Prints a configuration for HAProxy, nginx or Caddy with the instances of apps.")
                .operands("haproxy|nginx|caddy [APP...]", 1, 1_000)
                .example("daruma export haproxy web > web.cfg", "haproxy -c -f web.cfg looks whether it is right")
                .example("daruma export nginx > apps.conf", "all apps with a port; include it in http { … }")
                .example("daruma export caddy web --bind 8080", "a Caddyfile")
                .group("What is printed", BIND)
                .note("One app gets all requests; of several, each those for its name, such as web.example.org.")
                .note(
                        "It goes past our own balancer, straight to the instances, those that stand in during updates included.")
                .build();
    }

    @Override
    public int run(Run run) {
        var words = run.given().operands();
        var kind = words.getFirst();
        if (!KINDS.contains(kind)) {
            throw new Failure(
                    Exit.USAGE,
                    "there is no export for \"" + kind + "\"" + DidYouMean.hint(kind, KINDS)
                            + "; use haproxy, nginx or caddy");
        }
        var bind = run.number(BIND, 1, 65_535).orElse(80);
        try (var client = run.daemon()) {
            var selectors = words.size() == 1 ? List.of("all") : words.subList(1, words.size());
            var apps = new KnownApps(run, client, "app")
                    .require(selectors).stream()
                            .map(app -> app.desired().spec())
                            .filter(spec -> spec.port().isPresent())
                            .toList();
            if (apps.isEmpty()) {
                throw new Failure(
                        Exit.FAILED,
                        "none of these apps has a declared port, so there is nothing to pass requests on to. Declare one"
                                + " with: daruma update APP -p 3000");
            }
            var config = new ProxyConfig(apps, bind);
            run.outside()
                    .out()
                    .print(
                            switch (kind) {
                                case "haproxy" -> config.haproxy();
                                case "nginx" -> config.nginx();
                                default -> config.caddy();
                            });
            return Exit.OK;
        }
    }
}
