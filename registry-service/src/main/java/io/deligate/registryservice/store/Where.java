package io.deligate.registryservice.store;

import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/** The conditions of a query, of which some are given and some are not. */
final class Where {
    private final StringBuilder text = new StringBuilder("true");
    private final Tuple values = Tuple.tuple();

    /** Adds a condition such as {@code "product = $"}, where each {@code $} stands for the value; none for null. */
    Where and(String condition, @Nullable Object value) {
        if (value != null) {
            values.addValue(value);
            text.append(" AND ").append(condition.replace("$", "$" + values.size()));
        }
        return this;
    }

    String text() {
        return text.toString();
    }

    Tuple values() {
        return values;
    }
}
