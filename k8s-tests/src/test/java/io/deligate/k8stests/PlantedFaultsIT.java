package io.deligate.k8stests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One thing wrong in an overlay that is right, and the checks say what. */
class PlantedFaultsIT {
    private static Rendered whole;

    @BeforeAll
    static void render() throws Exception {
        whole = Rendered.of("overlays/prod");
    }

    /** Sets one place of one object to a JSON value, or takes it away, and returns what the checks say. */
    private static List<String> planted(String object, String path, String value) throws Exception {
        Rendered set = whole.copy();
        JsonNode hurt = set.objects().stream()
                .filter(each -> Rendered.name(each).equals(object))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + object));
        int cut = path.lastIndexOf('/');
        JsonNode parent = hurt.at(path.substring(0, cut));
        String key = path.substring(cut + 1);
        if (parent instanceof ObjectNode fields) {
            assertThat(value.equals("-") && !fields.has(key))
                    .as("nothing to take away")
                    .isFalse();
            var unused = value.equals("-") ? fields.remove(key) : fields.set(key, Rendered.YAML.readTree(value));
        } else if (parent instanceof ArrayNode items) {
            var unused = items.set(Integer.parseInt(key), Rendered.YAML.readTree(value));
        } else {
            throw new AssertionError("no place " + path);
        }
        return ManifestsIT.problems(set);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "StatefulSet/mqtt-edge | /spec/template/spec/containers/0/readinesProbe | {} | readinesProbe",
                "StatefulSet/mqtt-edge | /spec/minReadySeconds | '\"30\"' | minReadySeconds",
                "StatefulSet/mqtt-edge | /spec/selector | - | selector",
                "StatefulSet/mqtt-edge | /spec/serviceName | mqtt-edge | no headless Service",
                "StatefulSet/mqtt-edge | /spec/template/spec/terminationGracePeriodSeconds | 100 | drain.await",
                "StatefulSet/mqtt-edge | /spec/template/spec/containers/0/ports/0/containerPort | 1884 | ports {",
                "StatefulSet/mqtt-edge | /spec/template/spec/containers/0/resources/limits/memory | 1024Mi | memory:",
                "StatefulSet/mqtt-edge | /spec/template/spec/containers/0/image | deligate/mqtt-edge:latest | image:",
                "StatefulSet/mqtt-edge | /spec/replicas | 3 | sets replicas too",
                "StatefulSet/mqtt-edge | /spec/podManagementPolicy | Paralel | podManagementPolicy",
                "Deployment/dispatcher | /spec/template/spec/containers/0/env/0/value | 5 | value",
                "Deployment/dispatcher | /spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem | false | root file system",
                "Deployment/dispatcher | /spec/template/spec/securityContext/runAsUser | 0 | another user",
                "Deployment/dispatcher | /spec/template/spec/serviceAccountName | somebody | no ServiceAccount",
                "Deployment/dispatcher | /spec/template/spec/containers/0/volumeMounts/0/name | temp | no volume",
                "Deployment/dispatcher | /spec/template/spec/containers/0/readinessProbe/httpGet/port | web | no port of it",
                "Deployment/dispatcher | /spec/template/spec/containers/0/envFrom/0/configMapRef/name | other | no ConfigMap",
                "Deployment/dispatcher | /apiVersion | apps/v1beta1 | no such kind",
                "Deployment/ota-service | /spec/template/spec/volumes/3/persistentVolumeClaim/claimName | none | no claim",
                "Deployment/ota-service | /spec/template/spec/containers/0/envFrom/2/secretRef/name | other | no Secret",
                "Deployment/ota-service | /spec/template/spec/containers/0/lifecycle/preStop/sleep/seconds | 40 | terminationGracePeriodSeconds",
                "Service/registry-service | /spec/ports/0/targetPort | web | no pod of it has the port",
                "Service/registry-service | /spec/selector | {app.kubernetes.io/name: registry} | selects no pod",
                "PodDisruptionBudget/app-bridge | /spec/selector | {matchLabels: {app.kubernetes.io/name: bridge}} | no PodDisruptionBudget",
                "NetworkPolicy/devices | /spec/policyTypes/0 | Ingres | policyTypes",
                "NetworkPolicy/devices | /spec/ingress/0/ports/0/protocol | TPC | protocol",
                "NetworkPolicy/cluster | /spec/ingress/0/from/0/podSelector | {matchLabels: {a: b}} | selects no pod",
                "HorizontalPodAutoscaler/mqtt-edge | /spec/scaleTargetRef/name | edge | nothing to scale",
                "HTTPRoute/ota-service | /spec/rules/0/backendRefs/0/port | 80 | no Service with that port",
                "PodMonitor/deligate | /spec/podMetricsEndpoints/0/intervall | 15s | intervall",
                "PrometheusRule/deligate | /spec/groups/0/rules/0/exprs | up | exprs",
                "KafkaTopic/deli.sessions | /spec/partition | 12 | partition",
                "KafkaUser/deligate-ota-service | /spec/authorization/acls/0/resource/patternType | prefixed | patternType"
            })
    void isFound(String object, String path, String value, String said) throws Exception {
        assertThat(planted(object, path, value)).anyMatch(problem -> problem.contains(said));
    }

    @Test
    void aSettingThatNoServiceReadsIsFound() throws Exception {
        Rendered set = whole.copy();
        set.ofKind("ConfigMap")
                .filter(map -> map.path("data").has("DELIGATE_DRAIN_RATE"))
                .forEach(map -> ((ObjectNode) map.path("data"))
                        .set("DELIGATE_DRAIN_RAIT", JsonNodeFactory.instance.textNode("7")));

        assertThat(ManifestsIT.problems(set)).anyMatch(problem -> problem.contains("DELIGATE_DRAIN_RAIT: unknown"));
    }
}
