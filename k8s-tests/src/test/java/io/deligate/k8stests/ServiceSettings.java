package io.deligate.k8stests;

import static io.deligate.k8stests.Rendered.items;

import com.fasterxml.jackson.databind.JsonNode;
import io.deligate.appbridge.BridgeConfig;
import io.deligate.dispatcher.DispatcherConfig;
import io.deligate.mqttedge.EdgeConfig;
import io.deligate.otaservice.OtaConfig;
import io.deligate.registryservice.RegistryConfig;
import io.deligate.servicekit.config.ConfigException;
import io.deligate.servicekit.config.ConfigLoader;
import io.deligate.servicekit.process.ServiceConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A workload's environment and ports, read by the very records the service reads them with. */
final class ServiceSettings {
    /** What Kubernetes does behind the process's own limit, and the process before it notices. */
    private static final long SLACK_SECONDS = 5;

    /** Beside the connections: what comes before and behind the last of them. */
    private static final long AROUND_SECONDS = 30;

    private static final double HEAP_SHARE = 0.55;
    private static final long MIB = 1L << 20;
    private static final long KEPT_HEAP = 96 * MIB;
    private static final long CONNECTION_BYTES = 16 << 10;

    /** The keys that docs/kubernetes.md asks for in the secrets. */
    private static final Map<String, Map<String, String>> FROM_OUTSIDE = Map.of(
            "deligate-registry",
            Map.of(
                    "DELIGATE_POSTGRES_URI", "postgresql://user:password@postgres:5432/deligate",
                    "DELIGATE_SECRET_KEY", "sixteen-characters",
                    "DELIGATE_ADMIN_KEY", "an-admin-key-for-the-test"),
            "deligate-ota",
            Map.of(
                    "DELIGATE_POSTGRES_URI", "postgresql://user:password@postgres:5432/deligate",
                    "DELIGATE_SECRET_KEY", "sixteen-characters"));

    private final JsonNode workload;
    private final List<String> problems = new ArrayList<>();

    private ServiceSettings(JsonNode workload) {
        this.workload = workload;
    }

    static List<String> problems(Rendered set, JsonNode workload) {
        ServiceSettings settings = new ServiceSettings(workload);
        try {
            settings.check(environment(set, workload));
        } catch (ConfigException wrong) {
            wrong.problems().forEach(problem -> settings.check(false, problem));
        }
        return settings.problems;
    }

    /** What the container finds in its environment; values that only a cluster knows are made up. */
    static Map<String, String> environment(Rendered set, JsonNode workload) {
        Map<String, String> environment = new HashMap<>();
        Rendered.containers(workload).forEach(container -> {
            items(container.path("envFrom")).forEach(from -> {
                String map = from.path("configMapRef").path("name").asText();
                set.find("ConfigMap", map)
                        .ifPresent(found -> found.path("data")
                                .properties()
                                .forEach(each -> environment.put(
                                        each.getKey(), each.getValue().asText())));
                String secret = from.path("secretRef").path("name").asText();
                FROM_OUTSIDE.forEach((name, keys) -> {
                    if (secret.startsWith(name)) {
                        environment.putAll(keys);
                    }
                });
            });
            items(container.path("env"))
                    .forEach(each -> environment.put(
                            each.path("name").asText(), each.path("value").asText("from-the-cluster")));
        });
        return environment;
    }

    private void check(boolean holds, String problem) {
        if (!holds) {
            problems.add(Rendered.name(workload) + ": " + problem);
        }
    }

    private void check(Map<String, String> environment) {
        String service = workload.path("metadata").path("name").asText();
        Map<String, Integer> ports = new LinkedHashMap<>();
        ServiceConfig config = switch (service) {
            case "mqtt-edge" -> edge(ConfigLoader.load(EdgeConfig.defaults(), null, environment), ports);
            case "dispatcher" -> ConfigLoader.load(DispatcherConfig.defaults(), null, environment);
            case "app-bridge" -> ConfigLoader.load(BridgeConfig.defaults(), null, environment);
            case "registry-service" -> {
                RegistryConfig registry = ConfigLoader.load(RegistryConfig.defaults(), null, environment);
                ports.put("http", registry.registry().port());
                check(registry.secretKey() != null, "secret-key: none");
                yield registry;
            }
            case "ota-service" -> {
                OtaConfig ota = ConfigLoader.load(OtaConfig.defaults(), null, environment);
                ports.put("http", ota.ota().port());
                check(ota.secretKey() != null, "secret-key: none");
                boolean mounted = Rendered.containers(workload)
                        .flatMap(container -> items(container.path("volumeMounts")))
                        .anyMatch(mount -> mount.path("mountPath")
                                .asText()
                                .equals(ota.ota().folder().toString()));
                check(mounted, "ota.folder is no volume: " + ota.ota().folder());
                yield ota;
            }
            default -> throw new AssertionError("no such service: " + service);
        };
        ports.put("management", config.management().port());
        ports.put("cluster", 5701);
        Map<String, Integer> given = new HashMap<>();
        Rendered.containers(workload)
                .flatMap(container -> items(container.path("ports")))
                .forEach(port -> given.put(
                        port.path("name").asText(), port.path("containerPort").asInt()));
        check(given.equals(ports), "ports " + given + " (expected: " + ports + ")");
        check(
                environment.getOrDefault("DELIGATE_CLUSTER", "").equals("dns:registry-service-members"),
                "cluster: not found by name");
        long grace =
                Rendered.pod(workload).path("terminationGracePeriodSeconds").asLong();
        long sleep = Rendered.containers(workload)
                .mapToLong(container ->
                        container.at("/lifecycle/preStop/sleep/seconds").asLong())
                .max()
                .orElse(0);
        Duration stops = config.runtime().stopWithin();
        check(
                grace >= stops.toSeconds() + sleep + SLACK_SECONDS,
                "terminationGracePeriodSeconds: " + grace + " (expected: at least runtime.stop-within " + stops
                        + " and " + (sleep + SLACK_SECONDS) + " s)");
    }

    private ServiceConfig edge(EdgeConfig edge, Map<String, Integer> ports) {
        ports.put("mqtt", edge.mqtt().port());
        if (edge.tls().isOn()) {
            ports.put("mqtts", edge.mqtts().port());
        }
        int connections = edge.mqtt().connections();
        long closing = connections / edge.drain().rate();
        long wait = edge.drain().await().toSeconds();
        long grace =
                Rendered.pod(workload).path("terminationGracePeriodSeconds").asLong();
        check(connections > 0, "mqtt.connections: derived (expected: a number, as the grace period depends on it)");
        check(
                grace >= wait + closing + AROUND_SECONDS,
                "terminationGracePeriodSeconds: " + grace + " (expected: at least drain.await " + wait
                        + " + mqtt.connections / drain.rate " + closing + " + " + AROUND_SECONDS + ")");
        long stops = edge.runtime().stopWithin().toSeconds();
        check(
                stops >= wait + closing + edge.drain().leave().toSeconds(),
                "runtime.stop-within: " + stops
                        + " s (expected: at least drain.await + mqtt.connections / drain.rate + drain.leave)");
        String memory = Rendered.containers(workload)
                .map(container -> container.at("/resources/limits/memory").asText())
                .findFirst()
                .orElse("0Mi");
        double heap = HEAP_SHARE * Long.parseLong(memory.replace("Mi", "")) * MIB;
        check(
                (heap - KEPT_HEAP) / 2 / CONNECTION_BYTES >= connections,
                "memory: " + memory + " is too little for " + connections + " connections");
        return edge;
    }
}
