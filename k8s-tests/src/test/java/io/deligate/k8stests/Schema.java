package io.deligate.k8stests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether an object is one that its API would take: no unknown field, no wrong type, nothing required missing. */
final class Schema {
    private static final Map<String, String> PACKAGES = Map.of(
            "v1", "io.fabric8.kubernetes.api.model.",
            "apps/v1", "io.fabric8.kubernetes.api.model.apps.",
            "policy/v1", "io.fabric8.kubernetes.api.model.policy.v1.",
            "autoscaling/v2", "io.fabric8.kubernetes.api.model.autoscaling.v2.",
            "networking.k8s.io/v1", "io.fabric8.kubernetes.api.model.networking.v1.",
            "gateway.networking.k8s.io/v1", "io.fabric8.kubernetes.api.model.gatewayapi.v1.",
            "monitoring.coreos.com/v1", "io.fabric8.openshift.api.model.monitoring.v1.",
            "kafka.strimzi.io/v1", "io.strimzi.api.kafka.model.");

    /** Of these no types are at hand: what they may contain is written here. */
    private static final Map<String, List<String>> BY_HAND = Map.of(
            "keda.sh/v1alpha1/ScaledObject",
            List.of(
                    "scaleTargetRef",
                    "minReplicaCount",
                    "maxReplicaCount",
                    "pollingInterval",
                    "cooldownPeriod",
                    "fallback",
                    "advanced",
                    "triggers"));

    private static final JsonMapper STRICT = strict();

    private Schema() {}

    private static JsonMapper strict() {
        SimpleModule module = new SimpleModule();
        module.setDeserializerModifier(new BeanDeserializerModifier() {
            @Override
            public BeanDeserializerBuilder updateBuilder(
                    DeserializationConfig config, BeanDescription description, BeanDeserializerBuilder builder) {
                builder.setAnySetter(null);
                return builder;
            }
        });
        return JsonMapper.builder()
                .addModule(module)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        coercion -> coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }

    /** What is wrong with the object, each with its place. */
    static List<String> problems(JsonNode object) {
        String api = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        List<String> byHand = BY_HAND.get(api + "/" + kind);
        List<String> problems = new ArrayList<>();
        if (byHand != null) {
            object.path("spec").fieldNames().forEachRemaining(field -> {
                if (!byHand.contains(field)) {
                    problems.add(Rendered.name(object) + ": spec." + field + ": unknown field");
                }
            });
            return problems;
        }
        Optional<Class<?>> type = type(api, kind);
        if (type.isEmpty()) {
            return List.of(Rendered.name(object) + ": " + api + " has no such kind, or no longer");
        }
        try {
            var unused = STRICT.treeToValue(object, type.get());
        } catch (JsonProcessingException wrong) {
            problems.add(Rendered.name(object) + ": " + wrong.getOriginalMessage() + " " + wrong.getMessage());
        }
        RequiredFields.problems(object).forEach(problem -> problems.add(Rendered.name(object) + ": " + problem));
        return problems;
    }

    private static Optional<Class<?>> type(String api, String kind) {
        String packageName = PACKAGES.get(api);
        if (packageName == null) {
            return Optional.empty();
        }
        String inside = switch (kind) {
            case "KafkaTopic" -> "topic.";
            case "KafkaUser" -> "user.";
            default -> "";
        };
        try {
            return Optional.of(Class.forName(packageName + inside + kind));
        } catch (ClassNotFoundException none) {
            return Optional.empty();
        }
    }
}
