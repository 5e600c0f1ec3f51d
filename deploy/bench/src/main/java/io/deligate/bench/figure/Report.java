package io.deligate.bench.figure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a benchmark came to: the platform's figures and those of the least program that could do the same, side by side.
 */
public record Report(String bench, Map<String, Object> conditions, Figures edge, Figures floor) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MathContext DIGITS = new MathContext(4);

    public Report {
        if (!edge.names().equals(floor.names())) {
            throw new IllegalArgumentException(
                    "figures: " + edge.names() + " and " + floor.names() + " (expected: the same of both)");
        }
    }

    /** One line of JSON; a ratio by nothing is null. */
    public String json() {
        ObjectNode line = JSON.createObjectNode();
        line.put("bench", bench);
        line.set("conditions", JSON.valueToTree(conditions));
        ObjectNode ofEdge = line.putObject("edge");
        ObjectNode ofFloor = line.putObject("floor");
        ObjectNode ratio = line.putObject("ratio");
        for (String name : edge.names()) {
            put(ofEdge, name, edge.get(name));
            put(ofFloor, name, floor.get(name));
            put(ratio, name, edge.get(name) / floor.get(name));
        }
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException numbersAndText) {
            throw new IllegalStateException(numbersAndText);
        }
    }

    private static void put(ObjectNode node, String name, double value) {
        if (!Double.isFinite(value)) {
            node.putNull(name);
        } else if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            node.put(name, (long) value);
        } else {
            node.put(name, new BigDecimal(value).round(DIGITS).doubleValue());
        }
    }

    /** The same for people, line by line. */
    public List<String> table() {
        List<String> lines = new ArrayList<>();
        lines.add("%-38s %14s %14s %9s".formatted(bench, "edge", "floor", "ratio"));
        for (String name : edge.names()) {
            lines.add("%-38s %14s %14s %9s"
                    .formatted(
                            name.replace('_', ' '),
                            text(edge.get(name)),
                            text(floor.get(name)),
                            text(edge.get(name) / floor.get(name))));
        }
        conditions.forEach((name, value) -> lines.add("  " + name.replace('_', ' ') + ": " + value));
        return lines;
    }

    private static String text(double value) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.0f" : "%.3f", value);
    }
}
