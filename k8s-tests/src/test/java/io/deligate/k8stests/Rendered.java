package io.deligate.k8stests;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.deligate.testkit.docs.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Kubernetes objects as {@code kubectl apply -k} would send them. */
record Rendered(List<JsonNode> objects) {
    /** A key that stands twice is an error. */
    static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    static Rendered parse(String documents) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        try (JsonParser parser = YAML.createParser(documents);
                var each = YAML.readerFor(JsonNode.class).<JsonNode>readValues(parser)) {
            each.forEachRemaining(objects::add);
        }
        return new Rendered(objects);
    }

    /** Renders a kustomization below {@code k8s}; without {@code kubectl} the test is skipped, in words. */
    static Rendered of(String kustomization) throws IOException, InterruptedException {
        return of(Repository.root().resolve("k8s").resolve(kustomization));
    }

    /** Renders the base with these components, and no overlay. */
    static Rendered mix(Path folder, List<String> components) throws IOException, InterruptedException {
        Path k8s = Repository.root().resolve("k8s");
        String prefix = folder.toRealPath().relativize(k8s.toRealPath()).toString();
        var lines = new ArrayList<String>();
        lines.add("resources: [" + prefix + "/base]");
        lines.add("components:");
        components.forEach(component -> lines.add("  - " + prefix + "/components/" + component));
        var unused = Files.write(folder.resolve("kustomization.yaml"), lines);
        return of(folder);
    }

    private static Rendered of(Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Tool.find("kubectl").isPresent(), "SKIPPED: no kubectl on the PATH, so nothing of k8s/ was rendered");
        Tool.Result result = Tool.run(List.of("kubectl", "kustomize", folder.toString()));
        if (result.code() != 0) {
            throw new AssertionError(folder + " cannot be rendered:\n" + result.output());
        }
        return parse(result.output());
    }

    /** The same, to be changed. */
    Rendered copy() {
        return new Rendered(objects.stream().<JsonNode>map(JsonNode::deepCopy).toList());
    }

    static String name(JsonNode object) {
        return object.path("kind").asText() + "/"
                + object.path("metadata").path("name").asText();
    }

    Stream<JsonNode> ofKind(String... kinds) {
        return objects.stream()
                .filter(object -> List.of(kinds).contains(object.path("kind").asText()));
    }

    Optional<JsonNode> find(String kind, String name) {
        return ofKind(kind)
                .filter(object -> object.path("metadata").path("name").asText().equals(name))
                .findFirst();
    }

    Stream<JsonNode> workloads() {
        return ofKind("Deployment", "StatefulSet");
    }

    static JsonNode pod(JsonNode workload) {
        return workload.path("spec").path("template").path("spec");
    }

    static Stream<JsonNode> items(JsonNode array) {
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        return items.stream();
    }

    static Stream<JsonNode> containers(JsonNode workload) {
        return Stream.concat(
                items(pod(workload).path("initContainers")), items(pod(workload).path("containers")));
    }
}
