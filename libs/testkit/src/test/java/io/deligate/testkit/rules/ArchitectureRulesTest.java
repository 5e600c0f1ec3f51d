package io.deligate.testkit.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureRulesTest {
    private static final String OURS = "fixture.bad";
    private static final JavaClasses BAD = new ClassFileImporter().importPackages("fixture.bad");
    private static final JavaClasses GOOD = new ClassFileImporter().importPackages("fixture.good");

    static List<Arguments> rules() {
        return List.of(
                rule("pure protocol", ArchitectureRules.protocolIsPure(OURS), "protocol.Chatty"),
                rule("services apart", ArchitectureRules.servicesStayApart(OURS), "mqttedge.Edge"),
                rule("no cycles", ArchitectureRules.packagesHaveNoCycles(), "fixture.bad.left"),
                rule("environment", ArchitectureRules.onlyMainTouchesTheProcess(), "getenv"),
                rule("exit", ArchitectureRules.onlyMainTouchesTheProcess(), "exit"),
                rule("sleep", ArchitectureRules.neverSleeps(), "Thread.sleep"),
                rule("join", ArchitectureRules.neverBlocks(), "CompletableFuture.join"),
                rule("await", ArchitectureRules.neverBlocks(), "Future.await"),
                rule("verticle", ArchitectureRules.verticlesExtendVerticleBase(), "OldVerticle"),
                rule("manager", ArchitectureRules.namesSayTheRole(), "ThingManager"),
                rule("prefix", ArchitectureRules.namesSayTheRole(), "IThing"),
                rule("depth", OwnSuperclasses.atMostOne(OURS), "habits.Deep"),
                rule("api", ArchitectureRules.featuresKnowNoEdges(OURS), "api.Api"),
                rule("store", ArchitectureRules.featuresKnowNoEdges(OURS), "store.Store"),
                rule("root", ArchitectureRules.nothingImportsTheRoot(OURS), "fixture.bad.Main"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void findsWhatIsBad(ArchRule rule, String offender) {
        List<String> found = ArchitectureRules.violations(List.of(rule), BAD);

        assertThat(found).singleElement().asString().contains(offender);
    }

    @Test
    void leavesWhatIsGoodAlone() {
        List<ArchRule> rules = ArchitectureRules.forRoot("fixture.good", "fixture.good", GOOD);

        assertThat(rules).hasSize(11);
        assertThat(ArchitectureRules.violations(rules, GOOD)).isEmpty();
    }

    @Test
    void allowsOneOwnSuperclass() {
        List<String> found = ArchitectureRules.violations(List.of(OwnSuperclasses.atMostOne(OURS)), BAD);

        assertThat(found).singleElement().asString().doesNotContain("habits.Middle extends");
    }

    @Test
    void refusesAPackageWithoutClasses() {
        assertThatThrownBy(() -> ArchitectureRules.check("io.deligate.nowhere"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.deligate.nowhere");
    }

    @Test
    void holdsForTheTestkitItself() {
        ArchitectureRules.check("io.deligate.testkit");
    }

    private static Arguments rule(String name, ArchRule rule, String offender) {
        return Arguments.of(Named.of(name, rule), offender);
    }
}
