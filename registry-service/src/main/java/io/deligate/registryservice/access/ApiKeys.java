package io.deligate.registryservice.access;

import io.deligate.apiaccess.paging.Page;
import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.registryservice.change.Actor;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The stored API keys; every method fails when the database does not answer. */
public interface ApiKeys {
    /** How a removal ended. */
    enum Removal {
        DONE,
        UNKNOWN,
        /** Refused: nobody could decide any more who may call. */
        LAST_ADMIN
    }

    /** Succeeds with every key. */
    Future<List<ApiKey>> all();

    /** Succeeds with keys in the order of their ids. */
    Future<Page<ApiKey>> list(PageRequest page);

    /** Succeeds with the key, empty when there is none. */
    Future<Optional<ApiKey>> find(String id);

    /** Stores the key, in place of the one with the same id. */
    Future<Void> put(ApiKey key, Actor actor);

    /** Succeeds with how it ended; the last valid key of an administrator stays. */
    Future<Removal> remove(String id, Actor actor);

    /** Succeeds when the key's last use is stored. */
    Future<Void> used(String id, Instant at);
}
