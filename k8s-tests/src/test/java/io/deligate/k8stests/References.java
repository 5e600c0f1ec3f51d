package io.deligate.k8stests;

import static io.deligate.k8stests.Rendered.items;
import static io.deligate.k8stests.Rendered.name;
import static io.deligate.k8stests.Rendered.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Whether what objects of one set say of each other is true. */
final class References {
    /** Made by the operator, by cert-manager or by Strimzi; docs/kubernetes.md says how. */
    private static final Set<String> SECRETS_FROM_OUTSIDE = Set.of(
            "deligate-registry",
            "deligate-ota",
            "mqtt-edge-tls",
            "kafka-cluster-ca-cert",
            "deligate-mqtt-edge",
            "deligate-dispatcher",
            "deligate-app-bridge",
            "deligate-registry-service",
            "deligate-ota-service");

    private final Rendered set;
    private final List<String> problems = new ArrayList<>();

    private References(Rendered set) {
        this.set = set;
    }

    static List<String> problems(Rendered set) {
        References references = new References(set);
        references.unique();
        set.workloads().forEach(references::workload);
        set.ofKind("Service").forEach(references::service);
        set.ofKind("PodDisruptionBudget", "PodMonitor")
                .forEach(each -> references.selects(
                        each, each.path("spec").path("selector").path("matchLabels")));
        set.ofKind("NetworkPolicy").forEach(references::policy);
        set.ofKind("HorizontalPodAutoscaler", "ScaledObject").forEach(references::target);
        set.ofKind("HTTPRoute").forEach(references::route);
        return references.problems;
    }

    private void check(boolean holds, JsonNode object, String problem) {
        if (!holds) {
            problems.add(name(object) + ": " + problem);
        }
    }

    private void unique() {
        Set<String> seen = new HashSet<>();
        set.objects().forEach(each -> check(seen.add(name(each)), each, "stands twice"));
    }

    private void workload(JsonNode workload) {
        JsonNode labels =
                workload.path("spec").path("template").path("metadata").path("labels");
        JsonNode selector = workload.path("spec").path("selector").path("matchLabels");
        check(matches(selector, labels), workload, "its selector does not match its own pods");
        JsonNode account = pod(workload).path("serviceAccountName");
        check(set.find("ServiceAccount", account.asText()).isPresent(), workload, "no ServiceAccount " + account);
        if (workload.path("kind").asText().equals("StatefulSet")) {
            String service = workload.path("spec").path("serviceName").asText();
            check(
                    set.find("Service", service)
                            .filter(each ->
                                    each.path("spec").path("clusterIP").asText().equals("None"))
                            .isPresent(),
                    workload,
                    "no headless Service " + service);
        }
        Set<String> volumes = new HashSet<>();
        items(pod(workload).path("volumes")).forEach(volume -> {
            volumes.add(volume.path("name").asText());
            volume(workload, volume);
        });
        Rendered.containers(workload).forEach(container -> container(workload, container, volumes));
    }

    private void volume(JsonNode workload, JsonNode volume) {
        if (volume.has("secret")) {
            secret(workload, volume.path("secret").path("secretName").asText(), null);
        }
        if (volume.has("persistentVolumeClaim")) {
            String claim =
                    volume.path("persistentVolumeClaim").path("claimName").asText();
            check(set.find("PersistentVolumeClaim", claim).isPresent(), workload, "no claim " + claim);
        }
        if (volume.has("configMap")) {
            configMap(workload, volume.path("configMap").path("name").asText());
        }
    }

    private void container(JsonNode workload, JsonNode container, Set<String> volumes) {
        items(container.path("volumeMounts"))
                .forEach(mount -> check(
                        volumes.contains(mount.path("name").asText()), workload, "no volume " + mount.path("name")));
        items(container.path("envFrom")).forEach(from -> {
            if (from.has("configMapRef")) {
                configMap(workload, from.path("configMapRef").path("name").asText());
            }
            if (from.has("secretRef")) {
                secret(workload, from.path("secretRef").path("name").asText(), null);
            }
        });
        items(container.path("env")).forEach(env -> {
            JsonNode key = env.path("valueFrom").path("secretKeyRef");
            if (!key.isMissingNode()) {
                secret(workload, key.path("name").asText(), key.path("key").asText());
            }
        });
        Set<String> ports = new HashSet<>();
        items(container.path("ports"))
                .forEach(port ->
                        check(ports.add(port.path("name").asText()), workload, "two ports " + port.path("name")));
        Stream.of("startupProbe", "livenessProbe", "readinessProbe").forEach(probe -> {
            String port = container.path(probe).path("httpGet").path("port").asText();
            check(port.isEmpty() || ports.contains(port), workload, probe + " asks on no port of it: " + port);
        });
    }

    private void configMap(JsonNode from, String wanted) {
        check(set.find("ConfigMap", wanted).isPresent(), from, "no ConfigMap " + wanted);
    }

    private void secret(JsonNode from, String wanted, @org.jspecify.annotations.Nullable String key) {
        var found = set.find("Secret", wanted);
        check(found.isPresent() || SECRETS_FROM_OUTSIDE.contains(wanted), from, "no Secret " + wanted);
        if (found.isPresent() && key != null) {
            check(
                    found.get().path("data").has(key)
                            || found.get().path("stringData").has(key),
                    from,
                    "no key " + key + " in Secret " + wanted);
        }
    }

    private void service(JsonNode service) {
        JsonNode selector = service.path("spec").path("selector");
        selects(service, selector);
        items(service.path("spec").path("ports")).forEach(port -> {
            String target = port.path("targetPort").asText();
            boolean there = set.workloads()
                    .filter(workload -> matches(selector, podLabels(workload)))
                    .flatMap(Rendered::containers)
                    .flatMap(container -> items(container.path("ports")))
                    .anyMatch(each -> each.path("name").asText().equals(target)
                            || each.path("containerPort").asText().equals(target));
            check(there, service, "no pod of it has the port " + target);
        });
    }

    private void policy(JsonNode policy) {
        selects(policy, policy.path("spec").path("podSelector").path("matchLabels"));
        for (String way : List.of("ingress", "egress")) {
            items(policy.path("spec").path(way))
                    .flatMap(rule -> Stream.concat(items(rule.path("from")), items(rule.path("to"))))
                    .filter(peer -> peer.has("podSelector") && !peer.has("namespaceSelector"))
                    .forEach(peer -> selects(policy, peer.path("podSelector").path("matchLabels")));
        }
    }

    private void target(JsonNode scaler) {
        JsonNode target = scaler.path("spec").path("scaleTargetRef");
        var workload =
                set.find(target.path("kind").asText(), target.path("name").asText());
        check(workload.isPresent(), scaler, "nothing to scale: " + target);
        workload.ifPresent(found -> check(
                !found.path("spec").has("replicas"),
                scaler,
                "its target sets replicas too, which each apply would restore"));
        boolean twice = set.ofKind("HorizontalPodAutoscaler", "ScaledObject")
                .anyMatch(other -> !other.equals(scaler)
                        && other.path("spec")
                                .path("scaleTargetRef")
                                .path("name")
                                .equals(target.path("name")));
        check(!twice, scaler, "another one scales the same");
    }

    private void route(JsonNode route) {
        items(route.path("spec").path("rules"))
                .flatMap(rule -> items(rule.path("backendRefs")))
                .forEach(backend -> check(
                        set.find("Service", backend.path("name").asText())
                                .filter(service -> items(service.path("spec").path("ports"))
                                        .anyMatch(port -> port.path("port").equals(backend.path("port"))))
                                .isPresent(),
                        route,
                        "no Service with that port: " + backend));
    }

    private void selects(JsonNode object, JsonNode selector) {
        check(
                set.workloads().anyMatch(workload -> matches(selector, podLabels(workload))),
                object,
                "selects no pod: " + selector);
    }

    private static JsonNode podLabels(JsonNode workload) {
        return workload.path("spec").path("template").path("metadata").path("labels");
    }

    private static boolean matches(JsonNode selector, JsonNode labels) {
        for (Map.Entry<String, JsonNode> wanted : selector.properties()) {
            if (!labels.path(wanted.getKey()).equals(wanted.getValue())) {
                return false;
            }
        }
        return true;
    }
}
