package io.deligate.registryview;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** The announcement that records have changed, as one line of text per key behind the kind. */
record Change(Kind kind, Collection<String> keys) {
    enum Kind {
        PRODUCTS,
        DEVICES,
        APPS
    }

    String toText() {
        return kind.name() + "\n" + String.join("\n", keys);
    }

    static Change parse(String text) {
        List<String> lines = Arrays.asList(text.split("\n"));
        return new Change(Kind.valueOf(lines.get(0)), lines.subList(1, lines.size()));
    }
}
