package io.deligate.registryservice.api;

import java.util.HashMap;
import java.util.Map;

/** The operations of all calls, by their {@code operationId} in the contract. */
public final class Operations {
    private final Map<String, Operation> byId = new HashMap<>();

    void add(String id, Operation operation) {
        if (byId.putIfAbsent(id, operation) != null) {
            throw new IllegalStateException("operation " + id + ": given twice (expected: once)");
        }
    }

    Map<String, Operation> byId() {
        return byId;
    }
}
