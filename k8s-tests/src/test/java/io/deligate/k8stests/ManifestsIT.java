package io.deligate.k8stests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every overlay, and the base with any of the components, is what Kubernetes takes and holds together. */
class ManifestsIT {
    private static final List<String> OPTIONAL = List.of("tls", "monitoring", "network-policy", "strimzi", "gateway");
    private static final List<String> SCALERS = List.of("", "autoscale-hpa", "autoscale-keda");

    /** Each component alone, and all subsets that differ from all of them by one at most, with each scaler. */
    static Stream<List<String>> mixes() {
        List<List<String>> mixes = new ArrayList<>();
        for (String scaler : SCALERS) {
            mixes.add(with(scaler, OPTIONAL));
            for (String each : OPTIONAL) {
                mixes.add(with(scaler, List.of(each)));
                mixes.add(with(
                        scaler,
                        OPTIONAL.stream().filter(other -> !other.equals(each)).toList()));
            }
        }
        return mixes.stream();
    }

    private static List<String> with(String scaler, List<String> others) {
        return Stream.concat(Stream.of(scaler).filter(name -> !name.isEmpty()), others.stream())
                .toList();
    }

    static List<String> problems(Rendered set) {
        List<String> problems = new ArrayList<>();
        set.objects().forEach(object -> problems.addAll(Schema.problems(object)));
        problems.addAll(References.problems(set));
        problems.addAll(HouseRules.problems(set));
        set.workloads().forEach(workload -> problems.addAll(ServiceSettings.problems(set, workload)));
        return problems;
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/dev", "overlays/prod"})
    void anOverlayIsWholeAndRight(String overlay) throws Exception {
        Rendered set = Rendered.of(overlay);

        assertThat(set.workloads()).hasSize(5);
        assertThat(problems(set)).isEmpty();
        assertThat(set.objects())
                .filteredOn(each -> !each.path("kind").asText().equals("Namespace"))
                .allSatisfy(each -> assertThat(each.at("/metadata/namespace").asText())
                        .as(Rendered.name(each))
                        .isNotEmpty());
        assertThat(set.find(
                        "Namespace",
                        set.workloads()
                                .findFirst()
                                .orElseThrow()
                                .at("/metadata/namespace")
                                .asText()))
                .hasValueSatisfying(namespace -> assertThat(namespace
                                .path("metadata")
                                .path("labels")
                                .path("pod-security.kubernetes.io/enforce")
                                .asText())
                        .isEqualTo("restricted"));
    }

    @ParameterizedTest
    @MethodSource("mixes")
    void anyMixOfComponentsIsWholeAndRight(List<String> components) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "mixes", String.join("-", components)));
        Rendered set = Rendered.mix(folder, components);

        // the images get their tags in an overlay only
        assertThat(problems(set))
                .filteredOn(problem -> !problem.contains("image: deligate/"))
                .isEmpty();
    }
}
