package io.deligate.registryservice.store;

import java.util.Optional;
import java.util.function.Function;

/** Reads words that the schema limits to a closed set. */
final class Stored {
    private Stored() {}

    static <T> T known(String column, String word, Function<String, Optional<T>> parser) {
        return parser.apply(word)
                .orElseThrow(() ->
                        new IllegalStateException(column + ": " + word + " (expected: a word this release knows)"));
    }
}
