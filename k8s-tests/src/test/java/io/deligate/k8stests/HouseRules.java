package io.deligate.k8stests;

import static io.deligate.k8stests.Rendered.items;
import static io.deligate.k8stests.Rendered.name;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What we ask of every object beyond what Kubernetes does. */
final class HouseRules {
    private static final Pattern DNS_1123 = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern PORT_NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?");

    /** Fields whose values are a closed set that types alone do not check. */
    private static final Map<String, Set<String>> ENUMS = Map.of(
            "protocol", Set.of("TCP", "UDP"),
            "whenUnsatisfiable", Set.of("ScheduleAnyway", "DoNotSchedule"),
            "policyTypes", Set.of("Ingress", "Egress"),
            "podManagementPolicy", Set.of("Parallel", "OrderedReady"),
            "externalTrafficPolicy", Set.of("Local", "Cluster"),
            "unhealthyPodEvictionPolicy", Set.of("AlwaysAllow", "IfHealthyBudget"),
            "accessModes", Set.of("ReadWriteOnce", "ReadWriteMany"),
            "patternType", Set.of("literal", "prefix"));

    private final List<String> problems = new ArrayList<>();

    static List<String> problems(Rendered set) {
        HouseRules rules = new HouseRules();
        set.objects().forEach(object -> {
            rules.check(
                    DNS_1123.matcher(object.path("metadata").path("name").asText())
                            .matches(),
                    object,
                    "no name as DNS has them");
            rules.enums(object, object);
        });
        set.workloads().forEach(workload -> {
            rules.pod(workload);
            Rendered.containers(workload).forEach(container -> rules.container(workload, container));
            boolean budget = set.ofKind("PodDisruptionBudget")
                    .anyMatch(each -> each.path("spec")
                            .path("selector")
                            .equals(workload.path("spec").path("selector")));
            rules.check(budget, workload, "no PodDisruptionBudget");
        });
        return rules.problems;
    }

    private void check(boolean holds, JsonNode object, String problem) {
        if (!holds) {
            problems.add(name(object) + ": " + problem);
        }
    }

    private void enums(JsonNode object, JsonNode node) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            Set<String> allowed = ENUMS.get(entry.getKey());
            JsonNode value = entry.getValue();
            if (allowed != null) {
                Stream<JsonNode> values = value.isArray() ? items(value) : Stream.of(value);
                values.forEach(each -> check(
                        allowed.contains(each.asText()),
                        object,
                        entry.getKey() + ": " + each + " (expected: " + allowed + ")"));
            }
            enums(object, value);
        }
        if (node.isArray()) {
            node.forEach(each -> enums(object, each));
        }
    }

    private void pod(JsonNode workload) {
        JsonNode pod = Rendered.pod(workload);
        JsonNode security = pod.path("securityContext");
        check(security.path("runAsNonRoot").asBoolean(), workload, "may run as root");
        check(security.path("runAsUser").asInt() == 10_001, workload, "runs as another user than its image");
        check(
                security.path("seccompProfile").path("type").asText().equals("RuntimeDefault"),
                workload,
                "no seccomp profile");
        check(
                !pod.path("automountServiceAccountToken").asBoolean(true),
                workload,
                "has a token of the API it does not need");
        check(!pod.path("enableServiceLinks").asBoolean(true), workload, "gets variables for all Services");
        check(pod.path("topologySpreadConstraints").size() == 2, workload, "is not spread over zones and nodes");
        JsonNode labels =
                workload.path("spec").path("template").path("metadata").path("labels");
        check(labels.has("app.kubernetes.io/name"), workload, "its pods have no name label");
        check(
                labels.path("app.kubernetes.io/part-of").asText().equals("deligate"),
                workload,
                "its pods are no part of deligate");
    }

    private void container(JsonNode workload, JsonNode container) {
        String image = container.path("image").asText();
        check(
                image.contains("@sha256:") || (image.matches(".+:[^:/]+") && !image.endsWith(":latest")),
                workload,
                "image: " + image + " (expected: a digest, or a tag other than latest)");
        JsonNode resources = container.path("resources");
        check(resources.path("requests").has("cpu"), workload, "asks for no CPU");
        check(!resources.path("limits").has("cpu"), workload, "has a CPU limit");
        JsonNode memory = resources.path("limits").path("memory");
        check(
                !memory.isMissingNode()
                        && memory.equals(resources.path("requests").path("memory")),
                workload,
                "memory: limit and request differ");
        JsonNode security = container.path("securityContext");
        check(security.path("readOnlyRootFilesystem").asBoolean(), workload, "can write to its root file system");
        check(!security.path("allowPrivilegeEscalation").asBoolean(true), workload, "may gain privileges");
        check(
                items(security.path("capabilities").path("drop"))
                        .anyMatch(each -> each.asText().equals("ALL")),
                workload,
                "keeps capabilities");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            String path = probe.equals("readinessProbe") ? "/health/ready" : "/health/live";
            check(
                    container.path(probe).path("httpGet").path("path").asText().equals(path),
                    workload,
                    probe + " does not ask " + path);
        }
        items(container.path("ports"))
                .forEach(port -> check(
                        PORT_NAME.matcher(port.path("name").asText()).matches(),
                        workload,
                        "port name: " + port.path("name")));
    }
}
