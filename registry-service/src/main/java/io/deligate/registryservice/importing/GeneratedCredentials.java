package io.deligate.registryservice.importing;

import io.deligate.registryservice.change.Actor;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** The pairs whose passwords an import made up, until somebody has fetched them. */
public interface GeneratedCredentials {
    /** How many of the job's are still there. */
    Future<Long> count(String jobId);

    /**
     * Hands the job's pairs out, some at a time, the next ones when the receiver's future has succeeded; they are gone when
     * the receiver has had all of them, and all are kept when it fails. Fails when somebody else is fetching them.
     */
    Future<Void> take(String jobId, Actor actor, Function<List<ImportPlan.Generated>, Future<Void>> receiver);
}
