package io.deligate.registryservice.presence;

import io.vertx.core.Future;
import java.util.Collection;

/** The sessions as the database knows them. */
public interface SessionTable {
    /**
     * Moves each device's session forward, never back, and registers devices nobody has seen before whose product lets
     * them in by its key (D10). Succeeds with the number of newly registered devices after the commit; applying the same
     * changes again changes nothing.
     */
    Future<Integer> apply(Collection<SessionChange> changes);
}
