package io.deligate.registryservice.api;

import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;

/** What one call of the contract does. */
interface Operation {
    /** Succeeds with the answer; fails with {@link CallerFault} when the call is wrong. */
    Future<Answer> call(RoutingContext request);
}
