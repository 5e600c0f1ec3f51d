package io.deligate.apiaccess.paging;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One part of a list in the order of its keys.
 *
 * @param lastKey where the next page goes on, null on the last one
 */
public record Page<T>(List<T> items, @Nullable String lastKey) {
    public Page {
        items = List.copyOf(items);
    }

    /** Cuts a page out of one row more than was asked for, which tells whether there is a next page. */
    public static <T> Page<T> of(List<T> oneMore, PageRequest request, Function<T, String> key) {
        if (oneMore.size() <= request.size()) {
            return new Page<>(oneMore, null);
        }
        List<T> items = oneMore.subList(0, request.size());
        return new Page<>(items, key.apply(items.get(items.size() - 1)));
    }
}
