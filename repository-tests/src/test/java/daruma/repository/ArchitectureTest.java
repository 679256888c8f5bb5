package daruma.repository;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows that module descriptors cannot draw, or that would be easy to bend by one line in a descriptor. */
class ArchitectureTest {
    /** Who may see whom; what is not in the map may be seen by nobody and may see nothing of ours. */
    private static final Map<String, Set<String>> MAY_SEE = Map.ofEntries(
            Map.entry("model", Set.of()),
            Map.entry("process", Set.of()),
            Map.entry("supervisor", Set.of("model")),
            Map.entry("control", Set.of("model")),
            Map.entry("balancer", Set.of("model", "control")),
            Map.entry("logs", Set.of("model", "process")),
            Map.entry("probes", Set.of("model", "supervisor", "process")),
            Map.entry("traffic", Set.of("model", "supervisor", "control")),
            Map.entry("incidents", Set.of("model", "supervisor", "process", "logs")),
            Map.entry("state", Set.of("model", "control")),
            Map.entry("manifest", Set.of("model")),
            Map.entry(
                    "daemon",
                    Set.of(
                            "supervisor",
                            "process",
                            "control",
                            "logs",
                            "probes",
                            "incidents",
                            "state",
                            "traffic",
                            "model")),
            Map.entry("cli", Set.of("control", "manifest", "model")),
            Map.entry("testkit", Set.of("supervisor", "control", "model")));

    /** The only classes that ask the system for the time; everybody else is told. Each with its reason. */
    private static final Set<String> CLOCKS = Set.of(
            // The clock of the supervisor itself, and when the daemon began, for people.
            "daruma.daemon.MonotonicClock",
            "daruma.daemon.Daemon",
            // Threads that wait: until when, measured on the spot. What they find is told to the supervisor with its
            // time.
            "daruma.control.Silence",
            "daruma.daemon.launch.NextLaunches",
            "daruma.traffic.BalancedTraffic",
            "daruma.traffic.BalancerProcess",
            "daruma.control.server.ControlServer",
            "daruma.cli.command.Following",
            "daruma.cli.command.StartupCommand",
            "daruma.process.notify.Heartbeat",
            "daruma.logs.AppLog",
            "daruma.logs.LogPump",
            "daruma.probes.readiness.ReadinessPoller",
            "daruma.probes.time.Deadline",
            "daruma.probes.time.Timeline",
            "daruma.process.loop.EventLoop",
            "daruma.process.tree.Trees",
            "daruma.incidents.gather.Looking",
            // The balancer: limits of time are measured where they are kept; the choice of an endpoint is told the
            // time.
            "daruma.control.traffic.BalancerClient",
            "daruma.balancer.Balancer",
            "daruma.balancer.control.Answers",
            "daruma.balancer.http.AccessLine",
            "daruma.balancer.http.HttpLane",
            "daruma.balancer.http.Watch",
            "daruma.balancer.listen.Holder",
            "daruma.balancer.tcp.TcpFront",
            // Readings that carry the time at which they were taken.
            "daruma.daemon.command.LogFeed",
            "daruma.daemon.command.UsageMeter");

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("daruma");

    @Test
    void every_module_is_looked_at() {
        var seen = new TreeSet<String>();
        OURS.forEach(c -> seen.add(module(c)));
        assertThat(seen).containsAll(MAY_SEE.keySet());
    }

    @Test
    void modules_see_only_whom_they_may() {
        classes().should(see_only_permitted_modules()).check(OURS);
    }

    @Test
    void there_is_no_cycle_between_packages() {
        slices().matching("daruma.(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void decisions_touch_neither_files_nor_threads_nor_clocks() {
        noClasses()
                .that()
                .resideInAPackage("daruma.supervisor..")
                .and()
                .resideOutsideOfPackage("daruma.supervisor.loop..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of files, networks, threads or clocks",
                        c -> !c.getName().equals("java.io.Serializable")
                                && !c.getPackageName().equals("java.nio.charset")
                                && (c.getPackageName().matches("java\\.(io|nio|net)(\\..*)?")
                                        || c.getPackageName().startsWith("java.util.concurrent")
                                        || c.isEquivalentTo(Thread.class)
                                        || c.isEquivalentTo(Clock.class)
                                        || c.isEquivalentTo(Process.class)
                                        || c.isEquivalentTo(ProcessBuilder.class))))
                .because("a decision is a function of state, event and time")
                .check(OURS);
    }

    @Test
    void who_takes_a_request_is_decided_without_sockets_threads_or_clocks() {
        noClasses()
                .that()
                .resideInAPackage("daruma.balancer.choice..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of networks, threads or clocks",
                        c -> c.getPackageName().matches("(java\\.(io|nio|net)|io\\.netty)(\\..*)?")
                                || c.getPackageName().startsWith("java.util.concurrent")
                                || c.isEquivalentTo(Thread.class)
                                || c.isEquivalentTo(Clock.class)))
                .because("the choice is a function of what is known, the time and chance")
                .check(OURS);
    }

    @Test
    void netty_stays_in_the_balancer() {
        noClasses()
                .that()
                .resideOutsideOfPackage("daruma.balancer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .because("the daemon and the command line load none of it")
                .check(OURS);
    }

    @Test
    void the_loop_touches_no_files() {
        noClasses()
                .that()
                .resideInAPackage("daruma.supervisor.loop..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of files or networks",
                        c -> !c.getName().equals("java.io.Serializable")
                                && c.getPackageName().matches("java\\.(io|nio|net)(\\..*)?")))
                .because("the loop reaches the world through its ports")
                .check(OURS);
    }

    @Test
    void the_model_knows_no_wire_and_no_file_format() {
        noClasses()
                .that()
                .resideInAPackage("daruma.model..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are more than values",
                        c -> !c.isEquivalentTo(Path.class)
                                && !c.getPackageName().matches("java\\.(lang|util|time|math)(\\..*)?")
                                && !c.getPackageName().matches("(daruma\\.model|org\\.jspecify)(\\..*)?")
                                && !c.isPrimitive()
                                && !c.isArray()))
                .because("the nouns are pure")
                .check(OURS);
    }

    @Test
    void time_is_told_not_asked_for_outside_the_clocks() {
        noClasses()
                .that(DescribedPredicate.describe("are not clocks", c -> !CLOCKS.contains(outermost(c))))
                .should()
                .accessTargetWhere(
                        DescribedPredicate.describe("asks for the time or for chance", ArchitectureTest::asks))
                .because("time and chance are arguments, so that tests can choose them; a new clock is named in CLOCKS")
                .check(OURS);
    }

    @Test
    void native_code_is_called_in_one_room() {
        noClasses()
                .that()
                .resideOutsideOfPackage("daruma.process..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign..")
                .because("native access is granted to daruma.process alone")
                .check(OURS);
    }

    @Test
    void names_say_what_things_are() {
        classes()
                .should(new ArchCondition<>("have a noun of their own") {
                    @Override
                    public void check(JavaClass item, ConditionEvents events) {
                        if (item.getSimpleName().matches(".*(Manager|Utils?|Helper|Impl|Base)")) {
                            events.add(SimpleConditionEvent.violated(
                                    item, item.getName() + ": look once more for the noun"));
                        }
                    }
                })
                .check(OURS);
    }

    @Test
    void every_package_is_null_marked() {
        var bare = new TreeSet<String>();
        OURS.stream().map(JavaClass::getPackage).distinct().forEach(p -> {
            if (!isNullMarked(p)) {
                bare.add(p.getName());
            }
        });
        assertThat(bare).as("packages without a @NullMarked package-info.java").isEmpty();
    }

    private static boolean isNullMarked(JavaPackage javaPackage) {
        return javaPackage
                .tryGetPackageInfo()
                .map(i -> i.isAnnotatedWith(NullMarked.class))
                .orElse(false);
    }

    private static boolean asks(JavaAccess<?> access) {
        AccessTarget target = access.getTarget();
        var owner = target.getOwner();
        var name = target.getName();
        if (owner.isEquivalentTo(System.class)) {
            return name.equals("nanoTime") || name.equals("currentTimeMillis");
        }
        if (owner.isEquivalentTo(Instant.class)
                || owner.isEquivalentTo(LocalDateTime.class)
                || owner.isEquivalentTo(OffsetDateTime.class)
                || owner.isEquivalentTo(ZonedDateTime.class)) {
            return name.equals("now");
        }
        return owner.isEquivalentTo(Clock.class) && name.startsWith("system")
                || owner.isEquivalentTo(Math.class) && name.equals("random")
                || owner.isEquivalentTo(java.util.concurrent.ThreadLocalRandom.class)
                || owner.isEquivalentTo(Random.class) && name.equals("<init>") && noSeed(target);
    }

    private static boolean noSeed(AccessTarget target) {
        return target instanceof AccessTarget.ConstructorCallTarget c
                && c.getRawParameterTypes().isEmpty();
    }

    private static ArchCondition<JavaClass> see_only_permitted_modules() {
        return new ArchCondition<>("see only whom they may") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                var from = module(item);
                var permitted = MAY_SEE.getOrDefault(from, Set.of());
                for (var dependency : item.getDirectDependenciesFromSelf()) {
                    var target = dependency.getTargetClass();
                    if (target.getPackageName().startsWith("daruma.")
                            && !module(target).equals(from)
                            && !permitted.contains(module(target))) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                }
            }
        };
    }

    /** {@code daruma.supervisor.restart} belongs to {@code supervisor}. */
    private static String module(JavaClass javaClass) {
        var parts = javaClass.getPackageName().split("\\.");
        return parts.length > 1 ? parts[1] : "";
    }

    private static String outermost(JavaClass javaClass) {
        var outer = javaClass;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer.getName();
    }
}
