package io.deligate.registryservice.access;

import io.vertx.core.Future;
import java.util.List;

/** The stored API keys. */
public interface ApiKeys {
    /** Succeeds with every key; fails when the database does not answer. */
    Future<List<ApiKey>> all();

    /** Stores the key, in place of the one with the same id; fails when the database does not answer. */
    Future<Void> put(ApiKey key);
}
