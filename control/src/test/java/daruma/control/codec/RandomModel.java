package daruma.control.codec;

import daruma.model.AppName;
import daruma.model.AppSpec;
import daruma.model.AppStatus;
import daruma.model.Backoff;
import daruma.model.Bundle;
import daruma.model.Command;
import daruma.model.CrashLoopRule;
import daruma.model.Dependencies;
import daruma.model.DesiredApp;
import daruma.model.Event;
import daruma.model.Evidence;
import daruma.model.ExitStatus;
import daruma.model.Forecast;
import daruma.model.Health;
import daruma.model.Incarnation;
import daruma.model.Incident;
import daruma.model.IncidentReport;
import daruma.model.InstanceId;
import daruma.model.InstanceStatus;
import daruma.model.LastExit;
import daruma.model.Limits;
import daruma.model.LogLine;
import daruma.model.LogPolicy;
import daruma.model.Probe;
import daruma.model.ProbeCheck;
import daruma.model.ProcessId;
import daruma.model.ProcessSettings;
import daruma.model.ProgramKind;
import daruma.model.Readiness;
import daruma.model.Recycling;
import daruma.model.Release;
import daruma.model.Releases;
import daruma.model.RestartMode;
import daruma.model.RestartPolicy;
import daruma.model.Rlimit;
import daruma.model.Rollout;
import daruma.model.RolloutStatus;
import daruma.model.Signal;
import daruma.model.SlotWish;
import daruma.model.StatusWord;
import daruma.model.StopPolicy;
import daruma.model.Traffic;
import daruma.model.UpdatePolicy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Any value of the model that the model allows, from a seed. */
public final class RandomModel {
    private static final String ODD = "aZ09 _-\"\\\n\t\u0001äß€漢😀/={}[]:,'$%\u2028\u007f";

    private final Random random;

    public RandomModel(long seed) {
        random = new Random(seed);
    }

    public AppSpec spec() {
        var replicas = 1 + random.nextInt(4);
        var rule = one(Readiness.Rule.values());
        var port = rule == Readiness.Rule.PORT || random.nextBoolean()
                ? OptionalInt.of(1 + random.nextInt(60_000))
                : OptionalInt.empty();
        return new AppSpec(
                name(),
                "ns" + random.nextInt(9),
                new Command(
                        list(() -> "a" + text()),
                        Path.of("/srv/" + random.nextInt(99)),
                        one(ProgramKind.values()),
                        maybe(() -> Path.of("/srv/ä " + random.nextInt(9) + ".js"))),
                env(),
                env(),
                replicas,
                port,
                new Readiness(rule, duration(1), duration(0)),
                new RestartPolicy(
                        one(RestartMode.values()),
                        new Backoff(
                                duration(0),
                                duration(1),
                                1 + random.nextDouble() * 9,
                                duration(1),
                                random.nextDouble() * 0.9,
                                duration(0)),
                        new CrashLoopRule(
                                2 + random.nextInt(9),
                                duration(1_000),
                                duration(1_000),
                                2 + random.nextInt(9),
                                random.nextDouble()),
                        random.nextBoolean() ? OptionalInt.of(random.nextInt(99)) : OptionalInt.empty(),
                        random.nextBoolean() ? Set.of(0, 143, 1 + random.nextInt(99)) : Set.of()),
                new StopPolicy(one(new Signal[] {Signal.SIGTERM, Signal.SIGINT, Signal.SIGUSR2}), duration(0)),
                new ProcessSettings(
                        maybe(this::text),
                        maybe(this::text),
                        maybeInt(0777),
                        maybeInt(19),
                        maybeInt(1000),
                        random.nextBoolean()
                                ? List.of()
                                : List.of(
                                        new Rlimit("nofile", 10, Optional.of(20L)),
                                        new Rlimit("core", -1, Optional.empty()))),
                new LogPolicy(
                        maybe(() -> Path.of("/var/log/x" + random.nextInt(9))),
                        4_096 + random.nextInt(1 << 20),
                        1 + random.nextInt(99),
                        maybe(() -> duration(1_000)),
                        65_536 + random.nextLong(1L << 40)),
                random.nextBoolean() ? Health.DEFAULT : health(),
                random.nextBoolean() ? Dependencies.NONE : dependencies(),
                port.isPresent() ? traffic() : Traffic.OWN,
                random.nextBoolean()
                        ? UpdatePolicy.DEFAULT
                        : new UpdatePolicy(
                                1 + random.nextInt(9),
                                duration(0),
                                one(UpdatePolicy.Order.values()),
                                duration(0),
                                random.nextDouble(),
                                one(UpdatePolicy.FailureAction.values())));
    }

    private Traffic traffic() {
        return switch (one(Traffic.Mode.values())) {
            case OWN -> Traffic.OWN;
            case DIRECT -> new Traffic(Traffic.Mode.DIRECT, OptionalInt.empty(), random.nextInt(3));
            case BALANCED ->
                new Traffic(
                        Traffic.Mode.BALANCED,
                        random.nextBoolean() ? OptionalInt.of(20_000 + random.nextInt(999)) : OptionalInt.empty(),
                        random.nextInt(3));
        };
    }

    private Health health() {
        return new Health(
                maybe(() -> probe(1)),
                maybe(() -> probe(1)),
                maybe(() -> probe(1 + random.nextInt(4))),
                maybe(() -> duration(100)),
                random.nextBoolean(),
                new Limits(
                        random.nextBoolean()
                                ? OptionalLong.of((1 << 20) + random.nextLong(1L << 40))
                                : OptionalLong.empty(),
                        random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(800)) : OptionalInt.empty(),
                        random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(99)) : OptionalInt.empty()),
                new Recycling(
                        maybe(() -> duration(1_000)), random.nextDouble(), maybe(() -> "0 4 * * " + random.nextInt(7))),
                new Evidence(random.nextBoolean(), random.nextBoolean()));
    }

    private Probe probe(int successThreshold) {
        var port = random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(60_000)) : OptionalInt.empty();
        return new Probe(
                one(new ProbeCheck[] {
                    new ProbeCheck.Http(port, "/a?b=" + random.nextInt(9), Map.of("X-A", "1"), random.nextBoolean()),
                    new ProbeCheck.Tcp(port),
                    new ProbeCheck.Exec(List.of("test", text())),
                    new ProbeCheck.Grpc(port, text()),
                    new ProbeCheck.Log("ready (on|at) [0-9]+")
                }),
                duration(0),
                duration(10),
                duration(1),
                successThreshold,
                1 + random.nextInt(9),
                maybe(() -> duration(0)));
    }

    private Dependencies dependencies() {
        return new Dependencies(
                Map.of(name(), one(Dependencies.Condition.values())),
                maybe(() -> new Dependencies.Group(
                        "g" + random.nextInt(9),
                        random.nextInt(9),
                        one(Dependencies.Strategy.values()),
                        random.nextInt(9),
                        duration(1))));
    }

    public DesiredApp desired() {
        return new DesiredApp(
                random.nextInt(1_000),
                spec(),
                random.nextBoolean(),
                1 + random.nextLong(1L << 50),
                random.nextLong(1L << 50),
                slots(),
                new TreeSet<>(list(() -> random.nextLong(1L << 50))),
                new Releases(note(), random.nextInt(4) == 0 ? List.of(new Release(note(), spec())) : List.of()),
                random.nextInt(4) == 0
                        ? Optional.of(new Rollout(
                                one(Rollout.Kind.values()),
                                spec(),
                                random.nextLong(1L << 50),
                                new TreeSet<>(list(() -> random.nextLong(1L << 50))),
                                random.nextBoolean(),
                                maybe(this::text)))
                        : Optional.empty());
    }

    private Release.Note note() {
        return new Release.Note(1 + random.nextInt(99), maybe(this::text), maybe(this::instant), text());
    }

    private TreeMap<Integer, SlotWish> slots() {
        var slots = new TreeMap<Integer, SlotWish>();
        while (random.nextInt(3) == 0) {
            slots.put(
                    random.nextInt(AppSpec.MAX_REPLICAS),
                    new SlotWish(random.nextBoolean(), random.nextBoolean(), random.nextLong(1L << 50)));
        }
        return slots;
    }

    public AppStatus status() {
        var desired = desired();
        var instances = new ArrayList<InstanceStatus>();
        for (int slot = 0; slot < desired.spec().replicas(); slot++) {
            instances.add(instance(new InstanceId(desired.spec().name(), slot)));
        }
        return new AppStatus(
                desired,
                one(StatusWord.values()),
                "r" + random.nextInt(99),
                instances,
                maybe(() -> new RolloutStatus(
                        one(Rollout.Kind.values()),
                        random.nextInt(9),
                        random.nextInt(9),
                        random.nextBoolean(),
                        maybe(this::text))));
    }

    /** As it comes back from a daemon, which keeps the environments. */
    public static AppStatus withoutEnvironments(AppStatus status) {
        var desired = status.desired();
        var spec = desired.spec().withEnv(Map.of()).withInheritedEnv(Map.of());
        return new AppStatus(
                new DesiredApp(
                        desired.id(),
                        spec,
                        desired.running(),
                        desired.specGeneration(),
                        desired.restartEpoch(),
                        desired.slots(),
                        new TreeSet<>(),
                        Releases.FIRST,
                        Optional.empty()),
                status.status(),
                status.release(),
                status.instances(),
                status.rollout());
    }

    public InstanceStatus instance(InstanceId id) {
        return new InstanceStatus(
                id,
                one(StatusWord.values()),
                random.nextLong(1L << 40),
                maybe(() -> new ProcessId(2 + random.nextInt(1 << 22), random.nextLong(1L << 50))),
                random.nextBoolean(),
                random.nextInt(1_000),
                maybe(this::instant),
                maybe(this::instant),
                maybe(this::instant),
                maybeInt(65_535),
                maybe(() -> new InstanceStatus.Usage(
                        random.nextDouble() * 800, random.nextLong(1L << 45), random.nextInt(999), instant())),
                maybe(() -> lastExit(id)),
                maybe(this::text),
                maybe(this::text),
                maybe(this::text));
    }

    public LastExit lastExit(InstanceId id) {
        return new LastExit(
                new Incarnation(id, 1 + random.nextLong(1L << 40)),
                exit(),
                instant(),
                duration(0),
                random.nextBoolean(),
                random.nextBoolean());
    }

    public ExitStatus exit() {
        return switch (random.nextInt(4)) {
            case 0 -> new ExitStatus.Exited(random.nextInt(256));
            case 1 -> new ExitStatus.Signaled(1 + random.nextInt(64), random.nextBoolean());
            case 2 -> new ExitStatus.NeverRan(text(), random.nextInt(130));
            default -> new ExitStatus.Unknown(text());
        };
    }

    public Event event() {
        return new Event(
                random.nextLong(1L << 60),
                instant(),
                one(Event.Type.values()),
                "Started",
                "web/0",
                random.nextLong(1L << 40),
                text(),
                text(),
                text(),
                text(),
                random.nextBoolean() ? OptionalLong.of(random.nextLong(1L << 60)) : OptionalLong.empty());
    }

    public Incident incident() {
        var kinds = Incident.Kind.values();
        var id = new InstanceId(name(), random.nextInt(5));
        return new Incident(
                1 + random.nextInt(1_000),
                id.app(),
                kinds[random.nextInt(kinds.length)],
                text(),
                text(),
                List.of(text(), text()),
                text(),
                text(),
                1 + random.nextInt(1_000),
                instant(),
                instant(),
                new Incarnation(id, 1 + random.nextInt(100)));
    }

    public IncidentReport incidentReport() {
        var incident = incident();
        return new IncidentReport(
                incident,
                List.of(new Bundle(
                        incident.last(),
                        instant(),
                        Duration.ofMillis(random.nextInt(2_000)),
                        Path.of("/i/" + random.nextInt(100)),
                        List.of(new Bundle.Part(text(), random.nextInt(10_000), text())),
                        List.of(text()))));
    }

    public Forecast forecast() {
        var words = StatusWord.values();
        return new Forecast(
                name(),
                List.of(new Forecast.Step(
                        Duration.ofMillis(random.nextInt(100_000)),
                        random.nextBoolean() ? Event.Type.NORMAL : Event.Type.WARNING,
                        text(),
                        random.nextInt(100),
                        text(),
                        text())),
                random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(new Forecast.Outcome(
                                random.nextInt(100),
                                random.nextInt(100) / 100.0,
                                random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofSeconds(7)),
                                words[random.nextInt(words.length)])),
                List.of(text()));
    }

    public LogLine line() {
        return new LogLine(
                instant(),
                name(),
                random.nextInt(1_000),
                random.nextLong(1L << 40),
                one(LogLine.Stream.values()),
                text());
    }

    public AppName name() {
        return new AppName("app" + random.nextInt(1_000));
    }

    public String text() {
        var text = new StringBuilder();
        var points = ODD.codePoints().toArray();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    public Instant instant() {
        return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), random.nextInt(1_000_000_000));
    }

    private Map<String, String> env() {
        var env = new HashMap<String, String>();
        for (int i = random.nextInt(4); i > 0; i--) {
            env.put("V" + random.nextInt(99) + "é", text());
        }
        return env;
    }

    private Duration duration(long leastMillis) {
        return Duration.ofMillis(leastMillis)
                .plusNanos(random.nextLong(Duration.ofHours(20).toNanos()));
    }

    private OptionalInt maybeInt(int most) {
        return random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(most)) : OptionalInt.empty();
    }

    private <T> Optional<T> maybe(Supplier<T> supplier) {
        return random.nextBoolean() ? Optional.of(supplier.get()) : Optional.empty();
    }

    private <T> List<T> list(Supplier<T> supplier) {
        var list = new ArrayList<T>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            list.add(supplier.get());
        }
        return list;
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
