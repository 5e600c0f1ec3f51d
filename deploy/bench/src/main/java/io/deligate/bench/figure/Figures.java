package io.deligate.bench.figure;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Named numbers in their order. */
public final class Figures {
    private final Map<String, Double> values = new LinkedHashMap<>();

    /** The unit is in the name. */
    @CanIgnoreReturnValue
    public Figures put(String name, double value) {
        values.put(name, value);
        return this;
    }

    /** All of the others, with a prefix before their names. */
    @CanIgnoreReturnValue
    public Figures putAll(String prefix, Figures others) {
        others.values.forEach((name, value) -> values.put(prefix + name, value));
        return this;
    }

    public Set<String> names() {
        return values.keySet();
    }

    public double get(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": no such figure (expected: one of " + names() + ")");
        }
        return value;
    }
}
