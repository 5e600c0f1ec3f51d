package io.deligate.k8stests;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Walks through an object beside the generated client's classes, which know the fields that the API requires. */
final class RequiredFields {
    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    private RequiredFields() {}

    /** Empty for kinds that are not Kubernetes' own. */
    static List<String> problems(JsonNode object) {
        String api = object.path("apiVersion").asText();
        String version = api.substring(api.indexOf('/') + 1);
        boolean own = !api.contains(".") || api.startsWith("networking.k8s.io/");
        String name = MODELS
                + version.substring(0, 1).toUpperCase(Locale.ROOT)
                + version.substring(1)
                + object.path("kind").asText();
        List<String> problems = new ArrayList<>();
        if (own) {
            try {
                walk("", object, Class.forName(name), problems);
            } catch (ReflectiveOperationException unknown) {
                problems.add("the generated client does not know it: " + unknown.getMessage());
            }
        }
        return problems;
    }

    private static void walk(String path, JsonNode node, Class<?> type, List<String> problems)
            throws ReflectiveOperationException {
        Optional<Set<String>> known = names(type, "openapiFields");
        if (known.isEmpty() || !node.isObject()) {
            return;
        }
        for (String required : names(type, "openapiRequiredFields").orElseThrow()) {
            if (!node.hasNonNull(required)) {
                problems.add(path + "." + required + ": missing (expected: a value, it is required)");
            }
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String field = entry.getKey();
            if (!known.get().contains(field)) {
                problems.add(path + "." + field + ": unknown field");
                continue;
            }
            Method getter = type.getMethod("get" + field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1));
            value(path + "." + field, entry.getValue(), getter.getGenericReturnType(), problems);
        }
    }

    private static void value(String path, JsonNode node, Type type, List<String> problems)
            throws ReflectiveOperationException {
        if (type instanceof Class<?> model) {
            walk(path, node, model, problems);
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            for (int i = 0; i < node.size(); i++) {
                value(path + "[" + i + "]", node.get(i), generic.getActualTypeArguments()[0], problems);
            }
        } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                value(path + "." + entry.getKey(), entry.getValue(), generic.getActualTypeArguments()[1], problems);
            }
        }
    }

    @SuppressWarnings("unchecked") // the generated classes all declare them so
    private static Optional<Set<String>> names(Class<?> type, String field) throws IllegalAccessException {
        for (Field each : type.getDeclaredFields()) {
            if (each.getName().equals(field)) {
                return Optional.of((Set<String>) each.get(null));
            }
        }
        return Optional.empty();
    }
}
