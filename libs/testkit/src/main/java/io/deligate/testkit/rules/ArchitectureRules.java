package io.deligate.testkit.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The architecture rules, run by one test in each module.
 *
 * <pre>{@code
 * @Test
 * void keepsTheArchitecture() {
 *     ArchitectureRules.check("io.deligate.dispatcher");
 * }
 * }</pre>
 */
public final class ArchitectureRules {
    private static final String OURS = "io.deligate";
    private static final String BANNED_NAMES =
            "I[A-Z][a-z].*|(Abstract|Base)[A-Z].*|.*(Helper|Utils?|Impl|Manager|Constants|Common)";

    private ArchitectureRules() {}

    /** Checks every class under the package, jars left out; all violations of all rules stand in the failure. */
    public static void check(String rootPackage) {
        JavaClasses all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeJars())
                .importPackages(rootPackage);
        JavaClasses main = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeJars())
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(rootPackage);
        if (main.isEmpty()) {
            throw new AssertionError("no classes under " + rootPackage + " (expected: the module's root package)");
        }
        List<String> violations = new ArrayList<>(violations(List.of(neverSleeps()), all));
        violations.addAll(violations(forRoot(rootPackage, OURS, main), main));
        if (!violations.isEmpty()) {
            throw new AssertionError(String.join("\n\n", violations));
        }
    }

    static List<String> violations(List<ArchRule> rules, JavaClasses classes) {
        return rules.stream()
                .map(rule -> rule.allowEmptyShould(true).evaluate(classes))
                .filter(result -> result.hasViolation())
                .map(result -> result.getFailureReport().toString())
                .collect(Collectors.toList());
    }

    static List<ArchRule> forRoot(String rootPackage, String ours, JavaClasses classes) {
        List<ArchRule> rules = new ArrayList<>(List.of(
                protocolIsPure(ours),
                servicesStayApart(ours),
                packagesHaveNoCycles(),
                onlyMainTouchesTheProcess(),
                neverSleeps(),
                neverBlocks(),
                verticlesExtendVerticleBase(),
                namesSayTheRole(),
                OwnSuperclasses.atMostOne(ours)));
        if (isService(rootPackage, classes)) {
            rules.add(featuresKnowNoEdges(rootPackage));
            rules.add(nothingImportsTheRoot(rootPackage));
        }
        return rules;
    }

    static ArchRule protocolIsPure(String ours) {
        return noClasses()
                .that()
                .resideInAPackage(ours + ".protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "org.apache.kafka..", "io.netty..", "org.slf4j..")
                .as("protocol is pure Java and Jackson");
    }

    static ArchRule servicesStayApart(String ours) {
        String services = "(mqttedge|dispatcher|appbridge|otaservice|registryservice)";
        return slices().matching(ours + "." + services + "..")
                .should()
                .notDependOnEachOther()
                .as("services meet on Kafka and HTTP, never on the class path");
    }

    static ArchRule packagesHaveNoCycles() {
        return slices().assignedFrom(new PackageSlices())
                .should()
                .beFreeOfCycles()
                .as("packages have no cycles");
    }

    static ArchRule onlyMainTouchesTheProcess() {
        return noClasses()
                .that()
                .doNotHaveSimpleName("Main")
                .should()
                .callMethodWhere(calls(System.class, "getenv").or(calls(System.class, "exit")))
                .as("only Main reads the environment and ends the process");
    }

    static ArchRule neverSleeps() {
        return noClasses()
                .should()
                .callMethodWhere(calls(Thread.class, "sleep"))
                .as("nobody sleeps: wait for a condition");
    }

    static ArchRule neverBlocks() {
        DescribedPredicate<JavaMethodCall> awaits = describe(
                "static Future.await of Vert.x",
                call -> call.getTargetOwner().getName().equals("io.vertx.core.Future")
                        && call.getTarget().getName().equals("await")
                        && call.getTarget()
                                .resolveMember()
                                .map(method -> method.getModifiers().contains(JavaModifier.STATIC))
                                .orElse(true));
        return noClasses()
                .should()
                .callMethodWhere(calls(CompletableFuture.class, "join").or(awaits))
                .as("nobody blocks on a future");
    }

    static ArchRule verticlesExtendVerticleBase() {
        return noClasses()
                .should()
                .beAssignableTo("io.vertx.core.AbstractVerticle")
                .as("a verticle extends VerticleBase");
    }

    static ArchRule namesSayTheRole() {
        return noClasses().should(NameShape.match(BANNED_NAMES)).as("a name says the role");
    }

    static ArchRule featuresKnowNoEdges(String root) {
        return noClasses()
                .that(resideInAPackage(root + "..").and(outside(root, "api", "store")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(root + ".api..", root + ".store..")
                .as("feature packages import neither api nor store");
    }

    static ArchRule nothingImportsTheRoot(String root) {
        return noClasses()
                .that(resideInAPackage(root + "..").and(outside(root)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root)
                .as("nothing imports the root of the service");
    }

    private static boolean isService(String root, JavaClasses classes) {
        return classes.stream()
                .anyMatch(type -> type.getSimpleName().equals("Main")
                        || type.getPackageName().startsWith(root + ".api")
                        || type.getPackageName().startsWith(root + ".store"));
    }

    /** Neither in the root package itself nor in one of these of its packages. */
    private static DescribedPredicate<JavaClass> outside(String root, String... packages) {
        return describe("outside of the root and of " + String.join(", ", packages), type -> {
            String at = type.getPackageName();
            boolean inside = at.equals(root);
            for (String name : packages) {
                inside |= (at + ".").startsWith(root + "." + name + ".");
            }
            return !inside;
        });
    }

    private static DescribedPredicate<JavaMethodCall> calls(Class<?> type, String method) {
        DescribedPredicate<? super JavaMethodCall> hit =
                target(owner(name(type.getName()))).and(target(name(method)));
        return hit.forSubtype();
    }
}
