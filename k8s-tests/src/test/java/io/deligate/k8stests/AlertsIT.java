package io.deligate.k8stests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deligate.testkit.docs.Repository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The alerts: each fires when it should, has a place to read on, and is the same in Kubernetes. */
class AlertsIT {
    private static final Path RULES = Repository.root().resolve("deploy/prometheus/rules.yaml");
    private static final Path CASES = Repository.root().resolve("deploy/prometheus/rules-test.yaml");

    private static Tool.Result promtool(List<String> arguments) throws Exception {
        Assumptions.assumeTrue(
                Tool.find("promtool").isPresent(),
                "SKIPPED: no promtool on the PATH (Debian: prometheus), so no alert was tried");
        var command = new java.util.ArrayList<>(List.of("promtool"));
        command.addAll(arguments);
        return Tool.run(command);
    }

    private static List<JsonNode> alerts() throws Exception {
        return Rendered.items(Rendered.YAML.readTree(RULES.toFile()).path("groups"))
                .flatMap(group -> Rendered.items(group.path("rules")))
                .toList();
    }

    @Test
    void eachFiresOnWhatItIsForAndNotOnWhatItIsNotFor() throws Exception {
        Tool.Result checked = promtool(List.of("check", "rules", RULES.toString()));
        assertThat(checked.code()).as(checked.output()).isZero();
        Tool.Result tried = promtool(List.of("test", "rules", CASES.toString()));
        assertThat(tried.code()).as(tried.output()).isZero();
    }

    @Test
    void anAlertThatDoesNotFireIsNoticed() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "planted"));
        var rules = Files.writeString(
                folder.resolve("rules.yaml"),
                Files.readString(RULES).replace("deligate_edge_degraded == 1", "deligate_edge_degraded == 2"));
        var cases =
                Files.copy(CASES, folder.resolve("rules-test.yaml"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(rules).exists();
        assertThat(promtool(List.of("test", "rules", cases.toString())).code()).isNotZero();
    }

    @Test
    void eachIsTriedBothWays() throws Exception {
        Set<String> tried = new HashSet<>();
        Rendered.items(Rendered.YAML.readTree(CASES.toFile()).path("tests"))
                .flatMap(test -> Rendered.items(test.path("alert_rule_test")))
                .forEach(test -> tried.add(test.path("alertname").asText()
                        + (test.path("exp_alerts").isEmpty() ? " quiet" : " fires")));
        for (JsonNode alert : alerts()) {
            assertThat(tried)
                    .contains(
                            alert.path("alert").asText() + " quiet",
                            alert.path("alert").asText() + " fires");
        }
    }

    @Test
    void eachHasARunbookThatItNames() throws Exception {
        List<String> document = Files.readAllLines(Repository.root().resolve("docs/kubernetes.md"));
        for (JsonNode alert : alerts()) {
            String name = alert.path("alert").asText();
            assertThat(document).as("runbook").contains("### " + name);
            assertThat(alert.path("annotations").path("runbook").asText())
                    .isEqualTo("docs/kubernetes.md#" + name.toLowerCase(Locale.ROOT));
            assertThat(alert.path("labels").path("severity").asText()).isIn("critical", "warning", "info");
        }
        assertThat(document.stream().filter(line -> line.startsWith("### Deligate")))
                .as("no runbook without its alert")
                .hasSameSizeAs(alerts());
    }

    @Test
    void kubernetesHasTheSameRules() throws Exception {
        Path operator = Repository.root().resolve("k8s/components/monitoring/rules.yaml");
        assertThat(Rendered.YAML.readTree(operator.toFile()).path("spec").path("groups"))
                .isEqualTo(Rendered.YAML.readTree(RULES.toFile()).path("groups"));
    }
}
