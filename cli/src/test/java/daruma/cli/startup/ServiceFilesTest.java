package daruma.cli.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceFilesTest {
    private static final Path UNITS = Path.of("/etc/systemd/system");

    @TempDir
    Path directory;

    private static Service service(boolean ofUser, Optional<String> user, int version) {
        var environment = new TreeMap<>(Map.of("DARUMA_HOME", "/srv/daruma", "JAVA_HOME", "/opt/java 25"));
        return new Service(
                "daruma", ofUser, user, Path.of("/opt/daruma/bin"), environment, version, Path.of("/var/log/d.log"));
    }

    private static String text(InitSystem init, Service service, int which) {
        return ServiceFiles.of(init, service, UNITS).get(which).text();
    }

    @Test
    void the_daemon_is_kept_up_for_ever_with_a_watchdog_and_alone() {
        assertThat(text(InitSystem.SYSTEMD, service(false, Optional.empty(), 252), 0)
                        .lines())
                .contains(
                        "Type=notify",
                        "ExecStart=/opt/daruma/bin/darumad --foreground",
                        "Restart=always",
                        "RestartSec=100ms",
                        "StartLimitIntervalSec=0",
                        "KillMode=process",
                        "WatchdogSec=30",
                        "OOMScoreAdjust=-900",
                        "LimitNOFILE=65536",
                        "Slice=daruma.slice",
                        "Wants=daruma-scopes.service",
                        "After=network-online.target",
                        "Environment=DARUMA_HOME=/srv/daruma",
                        "Environment=\"JAVA_HOME=/opt/java 25\"",
                        "Environment=DARUMA_SERVICE=system:daruma.service",
                        "WantedBy=multi-user.target")
                .noneMatch(line -> line.startsWith("User=") || line.contains("@"));
    }

    @Test
    void at_shutdown_the_apps_are_drained_while_the_daemon_is_still_there() {
        assertThat(text(InitSystem.SYSTEMD, service(false, Optional.empty(), 252), 1)
                        .lines())
                .contains(
                        "Type=oneshot",
                        "RemainAfterExit=yes",
                        "After=daruma.service",
                        "ExecStop=/opt/daruma/bin/daruma kill --drain")
                // Or a restart of the daemon would be passed on, and stop the apps.
                .noneMatch(line ->
                        line.startsWith("Requires=") || line.startsWith("BindsTo=") || line.startsWith("PartOf="));
    }

    @Test
    void the_groups_of_the_apps_are_delegated_and_there_before_the_daemon() {
        var old = text(InitSystem.SYSTEMD, service(false, Optional.empty(), 252), 2);
        assertThat(old.lines())
                .contains("Delegate=yes", "KillMode=process")
                .noneMatch(l -> l.startsWith("DelegateSub"));
        assertThat(text(InitSystem.SYSTEMD, service(false, Optional.empty(), 254), 2))
                .contains("DelegateSubgroup=keeper\n");
        assertThat(text(InitSystem.SYSTEMD, service(false, Optional.empty(), 252), 0))
                .contains("After=daruma-scopes.service\n");
    }

    @Test
    void a_service_of_a_user_asks_for_nothing_that_only_root_may_have() {
        for (var file : ServiceFiles.of(InitSystem.SYSTEMD, service(true, Optional.empty(), 252), UNITS)) {
            assertThat(file.text()).doesNotContain("OOMScoreAdjust", "network-online", "multi-user", "User=");
        }
        assertThat(text(InitSystem.SYSTEMD, service(true, Optional.empty(), 252), 0))
                .contains("WantedBy=default.target\n", "DARUMA_SERVICE=user:daruma.service\n");
    }

    @Test
    void a_service_that_runs_as_somebody_says_so_in_every_unit() {
        for (var file : ServiceFiles.of(InitSystem.SYSTEMD, service(false, Optional.of("ada"), 252), UNITS)) {
            assertThat(file.text()).contains("User=ada\n");
        }
    }

    @Test
    void what_means_something_to_a_unit_file_is_quoted() {
        assertThat(ServiceFiles.quoted("A=100%")).isEqualTo("A=100%%");
        assertThat(ServiceFiles.quoted("A=b c")).isEqualTo("\"A=b c\"");
        assertThat(ServiceFiles.quoted("A=\"\\")).isEqualTo("\"A=\\\"\\\\\"");
        assertThat(ServiceFiles.shell("it's")).isEqualTo("'it'\\''s'");
        assertThat(ServiceFiles.xml("a<b&c")).isEqualTo("a&lt;b&amp;c");
    }

    @Test
    void openrc_drains_only_when_the_machine_goes_down() throws Exception {
        var file = ServiceFiles.of(InitSystem.OPENRC, service(false, Optional.empty(), 0), Path.of("/etc/init.d"))
                .getFirst();
        assertThat(file.path()).isEqualTo(Path.of("/etc/init.d/daruma"));
        assertThat(file.executable()).isTrue();
        assertThat(asked(file.text(), "YES", "stop"))
                .contains("[env][DARUMA_HOME=/srv/daruma][JAVA_HOME=/opt/java 25]")
                .contains("[/opt/daruma/bin/daruma][kill][--drain]");
        assertThat(asked(file.text(), "", "stop")).contains("[kill][--keep-apps]");
        assertThat(asked(file.text(), "", "start")).endsWith("[/opt/daruma/bin/darumad]\n");
        assertThat(asked(file.text(), "", "status")).contains("[ping]");
    }

    /** What a script of OpenRC does, with its commands taken down instead of run. */
    private String asked(String script, String goingDown, String verb) throws Exception {
        var file = Files.writeString(
                directory.resolve("openrc"),
                "ebegin() { :; }; eend() { :; }; yesno() { [ \"$1\" = YES ]; }\n"
                        + "env() { printf '[env]'; printf '[%s]' \"$@\"; echo; }\n" + script + "\n" + verb + "\n");
        var builder = new ProcessBuilder("/bin/sh", file.toString()).redirectErrorStream(true);
        builder.environment().put("RC_GOINGDOWN", goingDown);
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void launchd_starts_it_again_after_a_crash_and_leaves_its_apps_alone() throws Exception {
        var file = ServiceFiles.of(
                        InitSystem.LAUNCHD, service(false, Optional.empty(), 0), Path.of("/Library/LaunchDaemons"))
                .getFirst();
        assertThat(file.path()).hasFileName("io.github.daruma-pm.daruma.plist");
        assertThat(file.text())
                .contains("<key>AbandonProcessGroup</key><true/>", "<key>SuccessfulExit</key><false/>")
                .contains("<key>DARUMA_HOME</key><string>/srv/daruma</string>")
                .doesNotContain("UserName");
        var parser = javax.xml.parsers.DocumentBuilderFactory.newInstance();
        parser.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        assertThat(parser.newDocumentBuilder()
                        .parse(new org.xml.sax.InputSource(new java.io.StringReader(file.text())))
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("plist");
    }

    @Test
    void a_template_with_a_place_that_nobody_fills_is_a_mistake() {
        var template = new Template("a\nb=@B@\nc=@C@\n");
        assertThat(template.fill(Map.of("B", List.of(), "C", List.of("1", "2"))))
                .isEqualTo("a\nc=1\nc=2\n");
        assertThatThrownBy(() -> template.fill(Map.of("B", List.of()))).hasMessageContaining("@C@");
    }

    @Test
    void systemd_itself_has_nothing_against_the_units() throws Exception {
        var analyze = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(analyze), "systemd-analyze is not installed");
        var bin = Files.createDirectories(directory.resolve("bin"));
        for (var program : List.of("daruma", "darumad")) {
            Files.writeString(bin.resolve(program), "#!/bin/sh\n").toFile().setExecutable(true);
        }
        var service = new Service(
                "daruma", false, Optional.empty(), bin, new TreeMap<>(Map.of("A", "b c")), 252, Path.of("/d.log"));
        var command = new java.util.ArrayList<>(List.of(analyze.toString(), "verify", "--man=no"));
        for (var file : ServiceFiles.of(InitSystem.SYSTEMD, service, directory)) {
            Files.writeString(file.path(), file.text());
            command.add(file.path().toString());
        }
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines().filter(line -> line.contains("/daruma"))).isEmpty();
    }
}
