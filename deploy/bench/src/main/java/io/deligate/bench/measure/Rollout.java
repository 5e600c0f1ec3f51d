package io.deligate.bench.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deligate.bench.child.ChildFailure;
import io.deligate.bench.child.Proc;
import io.deligate.bench.figure.Figures;
import io.deligate.bench.figure.Report;
import io.deligate.bench.rollout.FlatFleet;
import io.deligate.bench.rollout.Fleet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A rollout to very many devices: the gate's decision about each, an edge's look at all its sessions, and its memory. */
public record Rollout(int devices) implements Bench {
    private static final Duration DONE_WITHIN = Duration.ofMinutes(3);

    public Rollout {
        Options.between("--devices", devices, 1_000, 2_000_000);
    }

    @Override
    public Report run(Stage stage) {
        stage.conditions().put("devices", devices);
        stage.children().measureWith("-Xms3g", "-Xmx3g");
        stage.conditions().put("flags_of_edge_and_floor", "-Xms3g -Xmx3g");
        stage.say("%,d devices with the gate and an edge's sessions".formatted(devices));
        Figures edge = figures(stage, "edge", Fleet.class);
        stage.say("%,d devices in an array".formatted(devices));
        Figures floor = figures(stage, "floor", FlatFleet.class);
        stage.conditions().put("load_average_after", Proc.load());
        return new Report("rollout", stage.conditions(), edge, floor);
    }

    private Figures figures(Stage stage, String name, Class<?> main) {
        var process = stage.children().measured(name, main.getName(), List.of(Integer.toString(devices)), Map.of());
        String line =
                process.await(Pattern.compile("^figures: (.*)$"), DONE_WITHIN).group(1);
        try {
            JsonNode told = new ObjectMapper().readTree(line);
            Figures figures = new Figures();
            told.properties()
                    .forEach(figure ->
                            figures.put(figure.getKey(), figure.getValue().asDouble()));
            return figures;
        } catch (JsonProcessingException broken) {
            throw new ChildFailure(name + " said " + line, broken);
        }
    }
}
